"""What is wrong with a cell of a filled-in sheet, in Malayalam.

The reader of sheets and of facts tells it in English, for files, logs and programs. Here each of its
sentences has its Malayalam; what stands in the cell is taken over as it was typed. A test holds that no
sentence of the two readers is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.rules.phrases import Language

_LEAVE = "അറിയില്ലെങ്കിൽ ഒഴിച്ചിടുക"
# A pattern of the whole English sentence, and its Malayalam with the same slots. The first that fits counts.
PROBLEMS: Sequence[tuple[str, str]] = (
    (r"it is a formula; .*", "ഇത് ഫോർമുലയാണ്; ഉത്തരം തന്നെ എഴുതുക"),
    (r"it begins like a formula; .*", "ഇത് ഫോർമുല പോലെ തുടങ്ങുന്നു; ഉത്തരം തന്നെ എഴുതുക"),
    (r"it is an error of the spreadsheet \((?P<a>.*)\); .*", "ഇത് സ്പ്രെഡ്ഷീറ്റിലെ പിഴവാണ് ({a}); ഉത്തരം എഴുതുക"),
    (
        r"(?:it|(?P<a>.+)) is no plain text of up to (?P<b>\d+) characters",
        "{b} അക്ഷരം വരെയുള്ള സാധാരണ എഴുത്ത് മാത്രം ചേർക്കുക",
    ),
    (r"write on which day it was filled in, as in (?P<a>\S+)", "പൂരിപ്പിച്ച തീയതി എഴുതുക; മാതൃക: {a}"),
    (
        r"(?P<a>.+) cannot be the day: it is to lie between (?P<b>.+) and (?P<c>.+)",
        "{a} പൂരിപ്പിച്ച തീയതിയാകില്ല: {b}-നും {c}-നും ഇടയിലുള്ള തീയതി എഴുതുക",
    ),
    (
        r"the spreadsheet has made a day of it; .*",
        "സ്പ്രെഡ്ഷീറ്റ് ഇതിനെ തീയതിയാക്കി; വെറും സംഖ്യയോ വാക്കോ എഴുതുക",
    ),
    (
        r"there is no constituency '(?P<a>.*)'; choose from the list",
        "'{a}' എന്ന മണ്ഡലമില്ല; പട്ടികയിൽനിന്ന് തിരഞ്ഞെടുക്കുക",
    ),
    (r"'(?P<a>.*)' is no share; write as in (?P<b>.+)", "'{a}' പങ്കല്ല; ഇങ്ങനെ എഴുതുക: {b}"),
    (r"(?P<a>.+) is named twice", "{a} രണ്ടു തവണ എഴുതിയിരിക്കുന്നു; ഒരു തവണ മതി"),
    (r"(?P<a>.+) stands there twice; .*", "{a} രണ്ടു തവണ എഴുതിയിരിക്കുന്നു; ഒരു തവണ മതി"),
    (
        r"choose from the list who has filled it in, .*",
        "പൂരിപ്പിച്ചത് ആരാണെന്ന് പട്ടികയിൽനിന്ന് തിരഞ്ഞെടുക്കുക; പേരല്ല, ചുമതലയാണ് വേണ്ടത്",
    ),
    (
        r"another row answers the same question otherwise; .*",
        "ഇതേ ചോദ്യത്തിന് മറ്റൊരു വരിയിൽ വേറെ ഉത്തരമുണ്ട്; ഒന്നു മാത്രം നിലനിർത്തുക",
    ),
    (
        r"the desk does not ask this; .*",
        "ഡെസ്ക് ഇത് ചോദിക്കുന്നില്ല; പുതിയ ഷീറ്റ് എടുക്കുക, അതിൽ വരികൾ ചേർക്കരുത്",
    ),
    (r"(?P<a>.+) is neither yes nor no; .*", f"{{a}} ഉണ്ട്/ഇല്ല എന്ന ഉത്തരമല്ല; {_LEAVE}"),
    (r"(?P<a>.+) is no number(?: in .+)?(?:; .*)?", f"{{a}} സംഖ്യയല്ല; {_LEAVE}"),
    (r"(?P<a>.+) is no whole number of .*", "{a} പൂർണ്ണസംഖ്യയല്ല; പൂർണ്ണസംഖ്യ എഴുതുക"),
    (r"the number is too large to be true", "സംഖ്യ അസാധ്യമാംവിധം വലുതാണ്"),
    (r"it is to be a finite number; .*", f"സംഖ്യ വായിക്കാനാവുന്നില്ല; {_LEAVE}"),
    (
        r"(?P<a>\S+) is out of range; .* runs from (?P<b>\S+) to (?P<c>[^\s;]+)(?:; .*)?",
        "{a} പരിധിക്കു പുറത്താണ്; {b} മുതൽ {c} വരെയാകാം",
    ),
    (
        r"(?P<a>\S+) is out of range; .* runs from (?P<b>\S+) upwards(?:; .*)?",
        "{a} പരിധിക്കു പുറത്താണ്; കുറഞ്ഞത് {b} വേണം",
    ),
    (r"(?P<a>\S+) is out of range; .*", "{a} പരിധിക്കു പുറത്താണ്"),
    (r"(?P<a>.+) is no date; write it as in (?P<b>\S+)", "{a} തീയതിയല്ല; ഇങ്ങനെ എഴുതുക: {b}"),
    (
        r"(?P<a>\S+) lies in the future .*",
        "{a} വരാനിരിക്കുന്ന തീയതിയാണ്; അത് നടന്ന തീയതി എഴുതുക, അല്ലെങ്കിൽ ഒഴിച്ചിടുക",
    ),
    (
        r"the shares add up to (?P<a>\S+); .*",
        "പങ്കുകൾ ചേർന്നാൽ {a} ആകുന്നു; ഒരു ക്ലസ്റ്ററിന്റെ ഭാഗങ്ങളാണവ: 100 ശതമാനമോ അതിൽ കുറവോ ആക്കുക, "
        "അല്ലെങ്കിൽ രണ്ടു ക്ലസ്റ്ററായി ചേർക്കുക",
    ),
    (
        r"the share of (?P<a>\S+) is (?P<b>\S+); a share is .*",
        "{a}: പങ്ക് {b} എന്നെഴുതിയിരിക്കുന്നു; പങ്ക് 0 മുതൽ 1 വരെയാണ്, 40% എന്നാൽ 0.4",
    ),
    (r"(?P<a>.+) is no table of .* to shares", "{a} പങ്കുകളുടെ പട്ടികയല്ല"),
    (r"(?P<a>.+) is not one of .*", "{a} പട്ടികയിലില്ല; പട്ടികയിൽനിന്ന് തിരഞ്ഞെടുക്കുക"),
    (
        r"(?P<a>.+) is no range; write it as in (?P<b>\d+) to (?P<c>\d+)",
        "{a} പരിധിയല്ല; ഇങ്ങനെ എഴുതുക: {b} to {c}",
    ),
    (
        r"the low end of the range lies above its high end",
        "പരിധിയുടെ കുറഞ്ഞ അറ്റം കൂടിയ അറ്റത്തേക്കാൾ വലുതാണ്",
    ),
    (r"a range needs a low or a high end; .*", f"പരിധിക്ക് ഒരറ്റമെങ്കിലും വേണം; {_LEAVE}"),
    (
        r"the \S+ end of the range is to be one value, not a range",
        "പരിധിയുടെ അറ്റം ഒരു സംഖ്യയാകണം, മറ്റൊരു പരിധിയാകരുത്",
    ),
    (r"the unit (?P<a>.+) does not fit; give it in (?P<b>.+)", "{a} എന്ന അളവ് ചേരില്ല; ഇവയിലൊന്നിൽ നൽകുക: {b}"),
    (r"(?P<a>.+) is no id of .*; ids look like (?P<b>\S+)", "{a} തിരിച്ചറിയൽ സൂചികയല്ല; മാതൃക: {b}"),
    (
        r"(?P<a>.+): write each place with its share, as place=40%",
        "{a}: ഓരോ സ്ഥലവും അതിന്റെ പങ്കോടെ എഴുതുക, ഉദാഹരണം: സ്ഥലം=40%",
    ),
    (r"give at least one .*", f"ഒന്നെങ്കിലും നൽകുക; {_LEAVE}"),
    (r"(?P<a>.+) is no .*; leave it out if it is not known", f"{{a}} ഇതിന്റെ ഉത്തരമല്ല; {_LEAVE}"),
)


def cell_problem(problem: str, language: Language) -> tuple[str, Language]:
    """What is wrong with a cell, and the language it is told in: English where there is no other."""
    if language == "ml":
        for pattern, malayalam in PROBLEMS:
            found = re.fullmatch(pattern, problem, re.DOTALL)
            if found is not None:
                return malayalam.format(**found.groupdict(default="")), "ml"
    return problem, "en"
