"""Long lists, a page at a time; knows nothing of what they list."""


def page_at(total: int, page: int, length: int) -> tuple[int, int, int]:
    """Where a page begins, which page it is, and of how many; one past the end is the last."""
    pages = max(1, -(-total // length))
    page = min(max(1, page), pages)
    return (page - 1) * length, page, pages
