"""The tables answer in the words of the forms and of the policy, so that an answer can fill a field as it is."""
from __future__ import annotations

import pytest
from lxml import etree

from consultation.roles import DEPARTMENTS, ROLES
from tests.unit.tables.contract import FEATURES
from tests.unit.tables.decisions import PROJECT, elements, form_options, text_of, words_in

POLICY = (PROJECT / "docs" / "实施方案.txt").read_text("utf-8")
#: An output column of a table, and the form's field that it fills.
FILLS = [
    ("catalogue", "default_lead", "topic_deliberation", "lead"),
    ("catalogue", "default_forms", "plan", "form_kinds"),
    ("organiser", "lead", "topic_deliberation", "lead"),
    ("consultation_form", "form", "plan", "form_kinds"),
    ("parties", "party", "plan", "parties"),
    ("invitees", "invitee", "plan", "invitees"),
    ("major", "major", "outcome", "major"),
    ("failure_route", "next_step", "after_failure", "next_step"),
    ("implementer", "implementer", "responsibility", "implementers"),
    ("feedback_route", "feedback_route", "government_feedback", "feedback_route"),
    ("statutory_vote", "body", "vote_call", "body"),
    ("retention", "retention", "archive", "retention"),
    ("departments", "department", "government_implementation", "department"),
]
#: What a table offers nobody by itself, because only a person chooses it.
NEVER_SUGGESTED = {
    ("catalogue", "default_forms"): set(),
    ("failure_route", "next_step"): {"不再协商"},
    ("statutory_vote", "body"): {"村民小组会议"},
}


def columns_of(table: str) -> list[etree._Element]:
    """The input columns of a table."""
    return [column for stem, column in elements("input") if stem == table]


def outputs(table: str, name: str) -> set[str]:
    """All words that a table's column may give."""
    columns = [column for stem, column in elements("output") if stem == table]
    at = [column.get("name") for column in columns].index(name)
    cells = [rule.findall("{*}outputEntry")[at] for stem, rule in elements("rule") if stem == table]
    return {word for cell in cells for word in words_in(text_of(cell))}


@pytest.mark.parametrize(("table", "column", "form", "field"), FILLS)
def test_a_table_answers_in_the_words_of_the_form(table: str, column: str, form: str, field: str) -> None:
    assert outputs(table, column) - set(form_options(form, field)) == set()


@pytest.mark.parametrize(("table", "column", "form", "field"), [row for row in FILLS if row[0] != "catalogue"])
def test_a_table_knows_every_word_of_the_form(table: str, column: str, form: str, field: str) -> None:
    never = set(form_options(form, field)) - outputs(table, column)
    assert never == NEVER_SUGGESTED.get((table, column), set())


@pytest.mark.parametrize(("stage", "form"), [
    ("梳理并公开", "topic_list"), ("公示告知", "notice"), ("公告公示", "announcement"), ("公开公示", "disclosure"),
])  # fmt: skip
def test_publications_use_the_channels_of_their_forms(stage: str, form: str) -> None:
    rules = [rule for stem, rule in elements("rule") if stem == "publicity"]
    chosen = [rule for rule in rules if stage in text_of(rule.findall("{*}inputEntry")[0])]
    channels = [words_in(text_of(rule.findall("{*}outputEntry")[0])) for rule in chosen]
    assert channels == [form_options(form, "channels")] * len(chosen)
    assert channels != []


@pytest.mark.parametrize("column", ["lead", "body", "route", "mechanism", "party", "invitee", "department"])
def test_a_column_gives_only_values_that_it_lists(column: str) -> None:
    for table, output in elements("output"):
        listed = output.find("{*}outputValues")
        if output.get("name") == column and listed is not None:
            assert outputs(table, column) <= set(words_in(text_of(listed)))


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_is_a_phrase_of_the_policy(feature: str) -> None:
    assert feature in POLICY


def test_features_stand_in_the_order_of_the_policy_and_fit_on_a_telephone() -> None:
    # R-253 names the groups before the sentence on several villages, and so on to R-278.
    places = [POLICY.index(feature) for feature in FEATURES]
    assert places == sorted(places)
    assert len(FEATURES) <= 14


def test_the_tables_ask_for_features_that_can_be_ticked_and_for_all_of_them() -> None:
    asked = {word for _, entry in elements("inputEntry") if "contains" in text_of(entry) and
             "features_in" in str(entry.get("id")) for word in words_in(text_of(entry))}  # fmt: skip
    assert asked == set(FEATURES)


def test_departments_are_asked_in_the_order_of_the_policy() -> None:
    given = [words_in(text_of(entry))[0] for stem, entry in elements("outputEntry") if stem == "departments"]
    assert tuple(given) == DEPARTMENTS


def test_supervisors_are_roles() -> None:
    assert outputs("supervisor", "roles") <= set(ROLES)


def test_mechanisms_bear_the_names_of_the_policy() -> None:
    names = outputs("mechanism", "name")
    assert [name for name in names if f"健全{name}" not in POLICY] == []
    assert len(names) == 5


def test_a_cell_tests_only_values_that_its_column_allows() -> None:
    unknown = [
        word
        for table, rule in elements("rule")
        for column, entry in zip(columns_of(table), rule.findall("{*}inputEntry"), strict=True)
        if (listed := column.find("{*}inputValues")) is not None
        for word in words_in(text_of(entry))
        if word not in words_in(text_of(listed))
    ]
    assert unknown == []
