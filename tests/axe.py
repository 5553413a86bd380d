"""axe-core on a page as it stands: what breaks WCAG 2.2 A or AA, each line with where and why."""

from typing import Any

from playwright.async_api import Page

from tests.vendor import AXE

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
RUN = """async (tags) => {
  const runOnly = { type: 'tag', values: tags };
  const found = await axe.run(document, { runOnly, resultTypes: ['violations'] });
  return { passes: found.passes.length, violations: found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary}`)) };
}"""


async def violations(page: Page) -> list[str]:
    """Also inside open shadow roots. Given to the browser by its debugger, which no page's policy stops."""
    await page.evaluate(AXE.read())
    found: dict[str, Any] = await page.evaluate(RUN, list(TAGS))
    assert found["passes"] > 0, "axe checked nothing"
    lines: list[str] = found["violations"]
    return lines
