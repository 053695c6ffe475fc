"""The page of GraphiQL."""

from contextlib import suppress

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

# Monaco alone is three megabytes of script; a noisy machine takes its time over it.
OPENS_MS = 30_000
REST_MS = 3_000


def open_graphiql(page: Page) -> None:
    """Open GraphiQL and wait until its editors are there."""
    page.goto("/graphiql")
    expect(editor(page, "Operation Editor")).to_be_visible(timeout=OPENS_MS)


def editor(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name).locator(".monaco-editor").first


def open_example(page: Page, title: str) -> None:
    page.get_by_role("button", name=f"開啟「{title}」").click()


def write_operation(page: Page, text: str) -> None:
    """Put a document of one's own in the place of what the tab has."""
    editor(page, "Operation Editor").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(text)
    # The editor closes brackets by itself, behind the cursor.
    page.keyboard.press("ControlOrMeta+Shift+End")
    page.keyboard.press("Delete")


def fill_in(page: Page, value: str) -> None:
    """Type a value into the quotes that the example's one variable has."""
    editor(page, "Variables").click()
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.press("End")
    for _ in '" }':
        page.keyboard.press("ArrowLeft")
    page.keyboard.insert_text(value)


def answer(page: Page) -> Locator:
    return page.locator(".result-window .view-lines")


def explanation(page: Page, of: str, *, text: str) -> Locator:
    """Rest the mouse on a word of the editor until its explanation appears.

    The editor explains nothing before its worker has read the contract, and asks it once a rest.
    """
    found = page.get_by_text(text)
    for _ in range(OPENS_MS // REST_MS):
        page.mouse.move(0, 0)
        page.get_by_text(of).first.hover()
        with suppress(PlaywrightTimeoutError):
            found.wait_for(timeout=REST_MS)
            break
    return found


def run(page: Page) -> None:
    page.get_by_role("button", name="Execute query").click()
