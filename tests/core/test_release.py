from tracker.core.release import newest, version


def test_the_version_is_the_newest_of_the_changelog() -> None:
    assert newest("# Changelog\n\n## 1.10.2 – 2027-01-01\n\n## 1.9.0 – 2026-11-23\n") == "1.10.2"
    assert newest("# Changelog\n") == "0"
    assert version().count(".") == 2
