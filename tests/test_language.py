"""Malayalam, Hindi and their spellings in Latin letters, read as English."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator

import pytest
from api_service import DATA
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.store import open_store
from matcher.language.description import in_english
from matcher.language.endings import hindi_stem, places, verb_stems
from matcher.language.lexicon import Lexicon, lexicon, rows
from matcher.language.names import Names, names_of
from matcher.language.reading import is_indian, is_spelt_by_ear, read
from matcher.language.romanise import bones, romanise, sound
from matcher.language.script import Script, normal, script_of

KINDS = {"body", "generic", "help", "material", "people", "place", "process", "product", "tool", "trade"}


@pytest.fixture(scope="module")
def names(loaded: str) -> Iterator[Names]:
    with open_store(loaded) as store:
        yield names_of(store)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> str:
    from ingest.pipeline import ingest

    path = tmp_path_factory.mktemp("language") / "g.kgl"
    with open_store(path, "write") as store:
        ingest(store, [DATA])
    return str(path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("കയർ", "കയര്\u200d"),  # a chillu, as a letter of its own and as three signs
        ("സ്വർണ്ണം", "സ്വർണം"),
        ("തൃശ്ശൂർ", "തൃശൂർ"),
        ("ഫൂട്ട്\u200cവെയർ", "ഫൂട്ട്വെയർ"),
        ("റബ്ബർ", "റബർ"),
        ("കൗശലം", "കൌശലം"),
        ("ഓടു്", "ഓട്"),
        ("बाँस", "बांस"),
        ("हिन्दी", "हिंदी"),
        ("फ़िरोज़ाबाद", "फिरोजाबाद"),
        ("साड़ी", "साडी"),
        ("कॉयर", "कोयर"),
    ],
)
def test_spellings_of_a_word_have_one_form(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("കല", "കാല"), ("പായ", "പായൽ"), ("काम", "कम"), ("दाल", "ढाल")])
def test_other_words_have_other_forms(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    ("word", "latin"),
    [("കയർ", "kayar"), ("കൈത്തറി", "kaithari"), ("आगरा", "aagaraa"), ("बनारस", "banaaras"), ("coir", "coir")],
)
def test_letters_are_read_as_they_sound(word: str, latin: str) -> None:
    assert romanise(word) == latin


@pytest.mark.parametrize(
    ("one", "other"),
    [("kaithari", "kaitari"), ("kayar", "kayaar"), ("Kozhikode", "kolikkod"), ("Thrissur", "trissoor")],
)
def test_spellings_by_ear_share_a_key(one: str, other: str) -> None:
    assert bones(sound(one)) == bones(sound(other))


def test_scripts_are_told_apart() -> None:
    found = [script_of(word) for word in ("coir", "കയർ", "रेशम", "1394", "கயிறு", "é")]
    expected = [Script.LATIN, Script.MALAYALAM, Script.DEVANAGARI, Script.LATIN, Script.OTHER, Script.LATIN]
    assert found == expected


def test_endings_are_taken_off() -> None:
    assert normal("കൊല്ലം") in places("കൊല്ലത്തെ")
    assert normal("വയനാട്") in places("വയനാട്ടിലെ")
    assert {hindi_stem(word) for word in ("चूड़ी", "चूड़ियाँ", "चूड़ियों")} == {hindi_stem("चूड़ी")}
    assert verb_stems("മുറിക്കൽ") == [normal("മുറിക്ക"), normal("മുറിച്ച")]
    assert verb_stems("കയർ") == []


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("കയർ", "coir"),
        ("കയറിന്റെ", "coir"),
        ("കൈത്തറിക്കാർ", "handloom"),
        ("kaithari", "handloom"),
        ("हथकरघा", "handloom"),
        ("हथकरघे", "handloom"),
        ("kayar", "coir"),
        ("kayer", "coir"),
        ("മുളപ്പായ", "bamboo mat"),
        ("തിരൂരിൽ വെറ്റില", "tirur betel leaf"),
        ("सूरत में हीरा", "surat diamond"),
        ("മൺപാത്രനിർമാണം", "pottery making"),
        ("കുട", "umbrella"),
        ("കുട്ടനാട്", "kuttanad"),  # not the umbrella with which it begins
        ("കയറ്റുമതി", "export"),  # not the coir with which it begins
        ("coir कताई machine", "coir spinning machine"),
    ],
)
def test_texts_are_read(names: Names, text: str, english: str) -> None:
    assert read(text, names).text.casefold() == english


def test_words_that_fit_any_trade_are_no_core(names: Names) -> None:
    reading = read("കയർ യൂണിറ്റുകൾ", names)
    assert (reading.text, reading.core) == ("coir unit", "coir")
    assert read("യൂണിറ്റുകൾ", names).core == "unit"  # nothing else is left


def test_what_is_not_known_is_left_out_and_told(names: Names) -> None:
    reading = read("ക്ഷ്ണ്ഘ്ഢ കയർ", names)
    assert reading.text == "coir"
    assert [piece.kind for piece in reading.pieces] == ["unknown", "material"]
    assert not read("plain English", names).understood


def test_english_is_never_taken_for_another_language(names: Names) -> None:
    """Of all descriptions of the tables and of the English queries none is read as spelt by ear."""
    texts = [
        row[column]
        for file, column in [
            ("clusters", "description"), ("technologies", "what_it_does"), ("technologies", "problem"),
            ("institutions", "description"), ("cluster_needs", "statement"), ("schemes", "purpose"),
        ]
        for row in table(file)
        if row[column]
    ]  # fmt: skip
    assert len(texts) > 2000
    assert [text for text in texts if is_spelt_by_ear(text, names)] == []
    for text in texts[::50]:
        assert in_english(text, names) == text


def test_unseen_english_is_left_alone() -> None:
    """Words that the graph does not use are not made into others: only known spellings are."""
    empty = Names(["Kollam"])
    for text in (
        "A vehicle for moving people quickly",
        "gardening tools with long handles",
        "lack of orders",
    ):
        assert in_english(text, empty) == text


def test_a_description_keeps_its_sentences(names: Names) -> None:
    assert in_english("കയർ പിരിക്കുന്ന യന്ത്രം. നല്ല ചായം", names) == "coir spinning machine. better dyeing"
    assert in_english("kayar pirikkunna yanthram", names) == "coir spinning machine"
    assert in_english("ക്ഷ്ണ്ഘ്ഢ", names) == "ക്ഷ്ണ്ഘ്ഢ"


LETTERS = {Script.MALAYALAM: "കയര്ൻറഺാിീുൈഓടംത്", Script.DEVANAGARI: "कखगड़शरेीिुाँंमल़्ॉ"}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30) | st.text("കയര്ൻാഺീ्रेशमि़\u200da ", max_size=20))
def test_any_text_can_be_read(text: str) -> None:
    names = Names(["Alappuzha coir cluster", "Firozabad"])
    reading = read(text, names)
    assert all(piece.said for piece in reading.pieces)
    assert set(reading.core.split()) <= set(reading.text.split())
    assert bool(reading.text) == any(piece.english for piece in reading.pieces)
    assert isinstance(in_english(text, names), str)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(LETTERS)).flatmap(lambda script: st.text(LETTERS[script], min_size=1)))
def test_a_form_for_comparing_is_its_own(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    assert romanise(text).isascii()


# -- the glossary --


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_glossary_is_whole() -> None:
    found = rows()
    assert len(found) >= 400
    ids = [row["id"] for row in found]
    assert len(set(ids)) == len(ids)
    assert {row["kind"] for row in found} == KINDS
    known = {
        row["id"]
        for name in ("industries", "capabilities", "institutions", "schemes", "districts", "states")
        for row in table(name)
    }
    for row in found:
        assert row["english"], row
        assert row["malayalam"], row
        assert row["hindi"], row
        assert row["source"], row
        assert row["as_of"], row
        assert not row["stands_for"] or row["stands_for"] in known, row
        for column in ("english", "malayalam", "hindi", "latin"):
            assert unicodedata.is_normalized("NFC", row[column]), row
            parts = row[column].split("|") if row[column] else []
            assert all(part and part == part.strip() for part in parts), row


def test_every_district_of_kerala_and_every_state_is_in_it() -> None:
    places_ = {row["stands_for"] for row in rows() if row["kind"] == "place"}
    assert {row["id"] for row in table("states")} <= places_
    assert {row["id"] for row in table("districts") if row["state"] == "state:kerala"} <= places_


def test_every_term_of_the_glossary_is_understood() -> None:
    """As it is written there it is found, as that entry or as another one of the same spelling."""
    terms = lexicon()
    for row in rows():
        for column in ("malayalam", "hindi"):
            for term in row[column].split("|"):
                reading = read(term, Names([]), terms)
                assert reading.understood, (row["id"], term)
                assert not any(piece.kind == "unknown" for piece in reading.pieces), (row["id"], term)


def test_the_usual_word_comes_first() -> None:
    own = Lexicon(
        [
            {"id": "a", "kind": "product", "english": "cloth; fabric", "malayalam": "തുണി", "hindi": "कपड़ा",
             "latin": "thuni"}
        ]
    )  # fmt: skip
    reading = read("തുണികൾ", Names([]), own)
    assert (reading.text, reading.wide) == ("cloth", "cloth fabric")


def test_it_is_installed_with_the_package() -> None:
    from importlib.resources import files

    assert (files("data") / "language" / "glossary.csv").is_file()


def test_what_is_indian() -> None:
    assert [is_indian(text) for text in ("coir", "കയർ coir", "रेशम", "")] == [False, True, True, False]
