from tracker.access.actors import ANONYMOUS, Actor, Role, Via


def test_roles_hold_in_their_group_or_everywhere() -> None:
    actor = Actor(
        "Boun", Via.SESSION, everywhere=frozenset({Role.MANAGEMENT}),
        seats=frozenset({(1, Role.CHAIR), (2, Role.FOCAL_POINT)}),
    )  # fmt: skip
    assert actor.roles == {Role.MANAGEMENT, Role.CHAIR, Role.FOCAL_POINT}
    assert actor.roles_in(1) == {Role.MANAGEMENT, Role.CHAIR}
    assert actor.roles_in(3) == {Role.MANAGEMENT}
    assert hash(actor) != hash(ANONYMOUS)
