"""Forms being filled in: found by their code alone, and never more than the memory is for."""

from bot.demo_site import drafts
from bot.demo_site.drafts import Drafts


def test_a_code_is_found_as_people_write_it_and_only_at_its_own_form() -> None:
    kept = Drafts()
    draft = kept.new("bulky_waste", "r", None)
    assert kept.find(draft.code.upper().replace("-", " ")) is draft
    assert kept.find(draft.code, "bulky_waste") is draft
    assert kept.find(draft.code, "address_change") is None
    assert kept.find(draft.code[:-1]) is None


def test_the_draft_touched_longest_ago_makes_room() -> None:
    kept = Drafts()
    first, second = kept.new("a", "r", None), kept.new("a", "r", None)
    assert kept.find(first.code) is first
    for _ in range(drafts.DRAFTS_MOST - 1):
        kept.new("a", "r", None)
    assert kept.find(second.code) is None
    assert kept.find(first.code) is first
