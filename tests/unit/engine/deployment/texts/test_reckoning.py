"""What expressions can give, and the comparisons with texts in them."""
from __future__ import annotations

import pytest

import feel
from engine.deployment.texts.possible import ANYTHING, OTHER, Possible, context_of, join, list_of, text
from engine.deployment.texts.reckoning import Compared, Names, Reckoner, Steps, TooMuch

KNOWN = {
    "outcome": join(text("成"), text("未果")),
    "kinds": list_of(join(text("会议"), text("书面"))),
    "plan": context_of({"post": text("书记"), "parties": list_of(context_of({"party": text("户代表")}))}),
    "round": OTHER,
}


def names() -> Names:
    return Names(lambda name: KNOWN.get(name, ANYTHING), {})


def gives(written: str) -> Possible:
    return Reckoner(Steps(10_000)).value(feel.parse(written).node, names())


def compared(written: str) -> list[Compared]:
    reckoner = Reckoner(Steps(10_000))
    reckoner.value(feel.parse(written).node, names())
    return reckoner.compared


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ('"x"', {"x"}),
        ("null", set()),
        ('if a then "x" else if b then "y" else null', {"x", "y"}),
        ("outcome", {"成", "未果"}),
        ("plan.post", {"书记"}),
        ('{a: "x", b: a}.b', {"x"}),
        ('get or else(outcome, "无")', {"成", "未果", "无"}),
        ('get value(plan, "post")', {"书记"}),
        ('context put(plan, "post", "主任").post', {"主任"}),
        ('context merge([plan, {post: "主任"}]).post', {"书记", "主任"}),
        ("kinds[1]", {"会议", "书面"}),
        ('min(["a", "b"])', {"a", "b"}),
        ("plan.parties[1].party", {"户代表"}),
        ("1 + 1", set()),
        ("count(kinds)", set()),
    ],
)
def test_texts_that_an_expression_can_give(written: str, texts: set[str]) -> None:
    found = gives(written)

    assert not found.anything
    assert found.texts == texts


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("kinds", {"会议", "书面"}),
        ('append(kinds, "网络")', {"会议", "书面", "网络"}),
        ('concatenate(kinds, ["网络"])', {"会议", "书面", "网络"}),
        ("distinct values(kinds)", {"会议", "书面"}),
        ('insert before(kinds, 1, "a")', {"会议", "书面", "a"}),
        ('flatten([kinds, [["a"]]])', {"会议", "书面", "a"}),
        ('for x in kinds return if x = "会议" then "甲" else x', {"甲", "会议", "书面"}),
        ('kinds[item != "会议"]', {"会议", "书面"}),
        ("plan.parties.party", {"户代表"}),
        ("for p in plan.parties return p.party", {"户代表"}),
    ],
)
def test_texts_in_the_lists_that_an_expression_can_give(written: str, texts: set[str]) -> None:
    found = gives(written).items

    assert found is not None
    assert not found.anything
    assert found.texts == texts


@pytest.mark.parametrize(
    "written",
    ['outcome + "了"', "unknown", "unknown.path", "upper case(outcome)", "string(1)", "(function(x) x)(1)",
     'get value(plan, outcome)', 'if a then "x" else unknown', "f(1)", "range(\"[1..2]\").start"],
)  # fmt: skip
def test_what_cannot_be_told_may_be_anything(written: str) -> None:
    assert gives(written).anything


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('outcome = "败"', [("outcome", "败", True, False)]),
        ('"败" != outcome', [("outcome", "败", False, False)]),
        ('not(plan.post = "败")', [("plan.post", "败", True, False)]),
        ('outcome = "a" and round > 1', [("outcome", "a", True, False)]),
        ('outcome = "a" or outcome = "b"', [("outcome", "a", True, True), ("outcome", "b", True, True)]),
        ('outcome != "a" and outcome != "b"', [("outcome", "a", False, True), ("outcome", "b", False, True)]),
        ('outcome in "a"', [("outcome", "a", True, False)]),
        ('outcome in ("a", "b")', [("outcome", "a", True, True), ("outcome", "b", True, True)]),
        ('outcome in ["a", "b"]', [("outcome", "a", True, True), ("outcome", "b", True, True)]),
        ('list contains(kinds, "a")', [("kinds", "a", True, False)]),
        ('some k in kinds satisfies k = "a"', [("k", "a", True, False)]),
        ('count(plan.parties[party = "a"]) > 0', [("party", "a", True, False)]),
        ('if outcome = "a" then 1 else 2', [("outcome", "a", True, False)]),
        ("outcome = round", []),
        ('"a" = "b"', []),
    ],
)
def test_comparisons_with_texts_are_found_wherever_they_stand(
    written: str, found: list[tuple[str, str, bool, bool]]
) -> None:
    assert [(one.name, one.text, one.wanted, one.alternative) for one in compared(written)] == found


def test_bound_names_hide_those_outside() -> None:
    assert compared('some outcome in kinds satisfies outcome = "a"')[0].subject.texts == {"会议", "书面"}
    assert compared('{outcome: "x", y: outcome = "a"}')[0].subject.texts == {"x"}
    assert compared('(function(outcome) outcome = "a")(1)')[0].subject.anything


def test_a_name_in_a_filter_may_be_an_entry_or_stand_outside() -> None:
    assert compared('[{outcome: "x"}][outcome = "a"]')[0].subject.texts == {"x", "成", "未果"}
    assert compared('plan.parties[outcome = "a"]')[0].subject.texts == {"成", "未果"}
    assert compared('unknown[outcome = "a"]')[0].subject.anything


def test_the_cells_of_a_table_are_compared_with_their_subject() -> None:
    reckoner = Reckoner(Steps(1_000))
    for cell in ('"a"', '"a", "b"', 'not("a")', 'list contains(?, "a")', "-"):
        node = feel.parse_unary_tests(cell).node
        reckoner.cell(node, KNOWN["outcome"], "结果", names())  # type: ignore[arg-type]  # parsed as unary tests

    found = [(one.text, one.alternative) for one in reckoner.compared]
    assert found == [("a", False), ("a", True), ("b", True), ("a", False), ("a", False)]


def test_steps_end() -> None:
    with pytest.raises(TooMuch):
        Reckoner(Steps(10)).value(feel.parse("1 + " * 20 + "1").node, names())
