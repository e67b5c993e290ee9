"""Somebody who uses a page by its keyboard alone: goes from one thing to the next, and sees what has the focus."""

from dataclasses import dataclass

from playwright.sync_api import Page

MOST_STEPS = 400
# How many things stand between what has the focus and what is wanted; a guess, which the focus itself confirms.
STEPS = """([selector, back]) => {
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(each =>
        each.tabIndex >= 0 && !each.disabled && each.type != 'hidden' && each.checkVisibility());
    const [at, to] = [all.indexOf(document.activeElement), all.indexOf(document.querySelector(selector))];
    return at < 0 || to < 0 ? 0 : Math.max(0, back ? at - to : to - at);
}"""
HAS_FOCUS = "selector => document.activeElement.matches(selector)"
VALUE = "document.activeElement.value"
HELD = "document.activeElement.closest('details')?.open ?? true"


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The keys of a window; a mouse there is not."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, selector: str, *, back: bool = False) -> None:
        """Press Tab until something has the focus, as often as there are things on the page."""
        for _ in range(self.page.evaluate(STEPS, [selector, back])):
            self.press("Shift+Tab" if back else "Tab")
        for _ in range(MOST_STEPS):
            if self.page.evaluate(HAS_FOCUS, selector):
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"no way leads to {selector} on {self.page.url}")

    def type(self, selector: str, text: str, *, back: bool = False) -> None:
        """Write into a field, over what stands in it."""
        self.reach(selector, back=back)
        self.press("Control+a", "Delete")
        self.page.keyboard.insert_text(text)

    def choose(self, selector: str, value: str, *, back: bool = False) -> None:
        """Choose one of a list by the arrows."""
        self.reach(selector, back=back)
        self.press("Home")
        for _ in range(MOST_STEPS):
            if self.page.evaluate(VALUE) == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{selector} has no {value}")

    def follow(self, selector: str, address: str, *, back: bool = False) -> None:
        """Press what leads to another page."""
        self.reach(selector, back=back)
        with self.page.expect_navigation(url=address):
            self.press("Enter")

    def unfold(self, selector: str) -> None:
        """Let something be seen that stands folded up; what has the focus stays there."""
        self.reach(selector)
        if not self.page.evaluate(HELD):
            self.press("Enter")
