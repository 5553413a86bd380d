"""Every key that texts/<language>.yml must have, and the placeholders its text may use."""

_PLAIN = """
machine_notice greeting
greet thanks goodbye affirm deny machine insult restart help
offer card_page_only clarify clarify_all clarify_none clarify_failed
out_of_scope_first out_of_scope_second
aspect_which aspect_unconfirmed aspect_status_any
assisted assisted_place assisted_power_of_attorney assisted_exemption assisted_helping no_digital_kept
human human_any write write_form write_never_form contact_first form_after
emergency_machine emergency_after
fallback_one fallback_several fallback_nothing
other_script
masked masked_secret erased
fact_price fact_time fact_eligibility fact_where fact_hours fact_deadline fact_validity fact_papers
closed_now hours_closed monday tuesday wednesday thursday friday saturday sunday
letter_title letter_number letter_written letter_about letter_name letter_answer_to letter_no_address
letter_foot letter_answer_by_mail letter_answer_unknown
write_title write_intro write_clear write_text write_name write_name_hint write_reply_to write_reply_to_hint
write_send write_send_anyway write_fits write_take write_taken write_amiss write_none write_sent
write_look write_next write_not_sent write_keep write_other_language
unknown_telephone unknown_hours unknown_address
"""

_FILLED: dict[str, tuple[str, ...]] = {
    "kept_for": ("days",),
    "card_no_link": ("department",),
    "link_self_service": ("site",),
    "link_topic": ("site",),
    "link_section": ("site",),
    "link_home": ("site",),
    "link_page": ("site",),
    "handled_by": ("handler",),
    "aspect_source": ("source",),
    "aspect_unknown_price": ("title", "department"),
    "aspect_unknown_time": ("title", "department"),
    "aspect_unknown_papers": ("title", "department"),
    "aspect_unknown_eligibility": ("title", "department"),
    "aspect_unknown_where": ("title", "department"),
    "aspect_unknown_hours": ("title", "department"),
    "aspect_papers": ("title",),
    "aspect_status": ("title", "department"),
    "assisted_person": ("department",),
    "letter_taken": ("number", "department"),
    "write_to": ("department",),
    "emergency_first": ("number",),
    "emergency_line": ("number", "name", "when"),
    "open_until": ("time",),
    "opens_today": ("time",),
    "opens_tomorrow": ("time",),
    "opens_later": ("day", "time"),
}

PHRASES: dict[str, frozenset[str]] = {
    **{key: frozenset() for key in _PLAIN.split()},
    **{key: frozenset(names) for key, names in _FILLED.items()},
}
