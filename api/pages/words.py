"""What the pages of the programme desk say, in English and Malayalam side by side.

`{}` slots are filled by `str.format`. A test holds that both languages have the same slots.
"""

from __future__ import annotations

from collections.abc import Mapping

from matcher.rules.phrases import Language

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Programme desk", "പ്രോഗ്രാം ഡെസ്ക്"),
    "district": ("{name} district", "{name} ജില്ല"),
    "skip": ("Skip to the constituencies", "മണ്ഡലങ്ങളിലേക്ക് പോകുക"),
    "other_language": ("മലയാളം", "English"),
    "index_text": (
        "Choose a district. For each of its constituencies the desk shows the clusters that could join One "
        "District One Idea, which rules they meet, and what to ask the field next.",
        "ജില്ല തിരഞ്ഞെടുക്കുക. ഓരോ മണ്ഡലത്തിലും വൺ ഡിസ്ട്രിക്ട് വൺ ഐഡിയയിൽ ചേരാൻ കഴിയുന്ന ക്ലസ്റ്ററുകൾ, അവ പാലിക്കുന്ന "
        "വ്യവസ്ഥകൾ, ഇനി ഫീൽഡിൽ ചോദിക്കേണ്ടത് എന്നിവ ഡെസ്ക് കാണിക്കുന്നു.",
    ),
    "index_caption": ("Districts with constituencies", "മണ്ഡലങ്ങളുള്ള ജില്ലകൾ"),
    "column_district": ("District", "ജില്ല"),
    "column_seats": ("Constituencies", "മണ്ഡലങ്ങൾ"),
    "column_clusters": ("Clusters known", "അറിയാവുന്ന ക്ലസ്റ്ററുകൾ"),
    "all_districts": ("All districts", "എല്ലാ ജില്ലകളും"),
    "rules_on": ("Rules as they were on {on}.", "{on}-ന് നിലവിലുള്ള വ്യവസ്ഥകൾ പ്രകാരം."),
    "rules_from": ("Source of the rules: ", "വ്യവസ്ഥകളുടെ സ്രോതസ്സ്: "),
    "past_review": (
        "These rules were to be checked again by {review}: confirm them before relying on them.",
        "ഈ വ്യവസ്ഥകൾ {review}-നകം വീണ്ടും പരിശോധിക്കേണ്ടതായിരുന്നു: ഉപയോഗിക്കും മുമ്പ് ഉറപ്പാക്കുക.",
    ),
    "refused_rules": (
        "A rule file is broken and was not taken: {what}",
        "ഒരു നിയമഫയൽ തെറ്റായതിനാൽ സ്വീകരിച്ചില്ല: {what}",
    ),
    "summary": ("In short", "ചുരുക്കത്തിൽ"),
    "count_constituencies": ("constituencies", "മണ്ഡലങ്ങൾ"),
    "count_ready": ("have a cluster that meets every rule", "എല്ലാ വ്യവസ്ഥകളും പാലിക്കുന്ന ക്ലസ്റ്ററുള്ളവ"),
    "count_open": (
        "have a cluster that fails no rule, but facts are missing",
        "ഒരു വ്യവസ്ഥയും ലംഘിക്കാത്ത ക്ലസ്റ്ററുള്ളവ; എന്നാൽ വിവരങ്ങൾ കിട്ടാനുണ്ട്",
    ),
    "count_failing": (
        "have only clusters that fail a rule",
        "ഏതെങ്കിലും വ്യവസ്ഥ ലംഘിക്കുന്ന ക്ലസ്റ്ററുകൾ മാത്രമുള്ളവ",
    ),
    "count_empty": ("have no cluster that is known", "അറിയാവുന്ന ക്ലസ്റ്ററില്ലാത്തവ"),
    "count_unplaced": (
        "clusters of the district lie in a constituency that is not known",
        "ഏത് മണ്ഡലത്തിലാണെന്ന് അറിയാത്ത, ജില്ലയിലെ ക്ലസ്റ്ററുകൾ",
    ),
    "legend": ("Signs in the tables", "പട്ടികയിലെ അടയാളങ്ങൾ"),
    "met": ("met", "പാലിക്കുന്നു"),
    "failed": ("not met", "പാലിക്കുന്നില്ല"),
    "missing": ("not known", "അറിയില്ല"),
    "not_applicable": ("does not apply", "ബാധകമല്ല"),
    "conflict": ("sources disagree", "വിവരങ്ങൾ തമ്മിൽ വ്യത്യാസം"),
    "overview": ("Constituencies at a glance", "മണ്ഡലങ്ങൾ ഒറ്റനോട്ടത്തിൽ"),
    "overview_caption": (
        "Each constituency with its clusters, the one to look at first on top, against the programme's rules",
        "ഓരോ മണ്ഡലവും അതിലെ ക്ലസ്റ്ററുകളും; ആദ്യം പരിഗണിക്കേണ്ടത് മുകളിൽ; പരിപാടിയുടെ വ്യവസ്ഥകളുമായി ഒത്തുനോക്കിയത്",
    ),
    "unplaced_caption": (
        "Clusters of the district whose constituency is not known",
        "മണ്ഡലം ഏതെന്ന് അറിയാത്ത, ജില്ലയിലെ ക്ലസ്റ്ററുകൾ",
    ),
    "column_seat": ("Constituency", "മണ്ഡലം"),
    "column_cluster": ("Cluster", "ക്ലസ്റ്റർ"),
    "column_state": ("Stage", "സ്ഥിതി"),
    "none_known": ("no cluster is known", "ക്ലസ്റ്ററൊന്നും അറിയില്ല"),
    "first": ("look at this first", "ആദ്യം ഇത് പരിഗണിക്കുക"),
    "established": ("established", "നിലവിലുള്ളത്"),
    "new": ("new", "പുതിയത്"),
    "established_unknown": ("established or new: not known", "നിലവിലുള്ളതോ പുതിയതോ: അറിയില്ല"),
    "questions": ("Questions for the field", "ഫീൽഡിൽ ചോദിക്കേണ്ടവ"),
    "questions_caption": (
        "The next question on each cluster; the sheet has all of them",
        "ഓരോ ക്ലസ്റ്ററിനെക്കുറിച്ചും അടുത്തതായി ചോദിക്കേണ്ടത്; എല്ലാ ചോദ്യങ്ങളും ഷീറ്റിലുണ്ട്",
    ),
    "column_question": ("Question", "ചോദ്യം"),
    "column_about": ("On which clusters", "ഏതെല്ലാം ക്ലസ്റ്ററുകളെക്കുറിച്ച്"),
    "column_answer": ("Answer", "ഉത്തരം"),
    "details": ("Constituency by constituency", "മണ്ഡലം തിരിച്ച്"),
    "seat_ready": (
        "A cluster here meets every rule and can take part.",
        "ഇവിടെ ഒരു ക്ലസ്റ്റർ എല്ലാ വ്യവസ്ഥകളും പാലിക്കുന്നു; അതിന് പങ്കെടുക്കാം.",
    ),
    "seat_open": (
        "At least one cluster here fails no rule, but facts are missing. An established cluster comes "
        "before a new one.",
        "ഇവിടെ ഒരു ക്ലസ്റ്ററെങ്കിലും ഒരു വ്യവസ്ഥയും ലംഘിക്കുന്നില്ല; എന്നാൽ വിവരങ്ങൾ കിട്ടാനുണ്ട്. നിലവിലുള്ള ക്ലസ്റ്ററിനാണ് "
        "പുതിയതിനെക്കാൾ മുൻഗണന.",
    ),
    "seat_failing": (
        "Every cluster that is known here fails a rule. Look whether that can be changed, or for "
        "another cluster.",
        "ഇവിടെ അറിയാവുന്ന എല്ലാ ക്ലസ്റ്ററുകളും ഏതെങ്കിലും വ്യവസ്ഥ ലംഘിക്കുന്നു. അത് മാറ്റാനാകുമോ എന്നോ മറ്റൊരു ക്ലസ്റ്ററുണ്ടോ എന്നോ നോക്കുക.",
    ),
    "empty": ("Constituencies without a known cluster", "അറിയാവുന്ന ക്ലസ്റ്ററില്ലാത്ത മണ്ഡലങ്ങൾ"),
    "empty_text": (
        "That none is known does not mean that there is none. Ask the field first; a new cluster can be "
        "proposed only where there is no established one.",
        "അറിയില്ല എന്നതിന് ഇല്ല എന്നർത്ഥമില്ല. ആദ്യം ഫീൽഡിൽ അന്വേഷിക്കുക; നിലവിലുള്ള ക്ലസ്റ്റർ ഇല്ലാത്തിടത്ത് മാത്രമേ പുതിയത് "
        "നിർദ്ദേശിക്കാനാകൂ.",
    ),
    "unplaced": ("Constituency not known", "മണ്ഡലം അറിയാത്തവ"),
    "unplaced_text": (
        "No source says in which constituency these clusters lie. They belong to none until somebody does: "
        "fill it in on the sheet.",
        "ഈ ക്ലസ്റ്ററുകൾ ഏത് മണ്ഡലത്തിലാണെന്ന് ഒരു സ്രോതസ്സും പറയുന്നില്ല. അത് അറിയുന്നതുവരെ ഇവ ഒരു മണ്ഡലത്തിലും "
        "ഉൾപ്പെടുന്നില്ല: ഷീറ്റിൽ പൂരിപ്പിക്കുക.",
    ),
    "status_eligible": ("Meets every rule", "എല്ലാ വ്യവസ്ഥകളും പാലിക്കുന്നു"),
    "status_not_eligible": ("Fails a rule", "ഒരു വ്യവസ്ഥ ലംഘിക്കുന്നു"),
    "status_unknown": ("Fails no rule; facts are missing", "ഒരു വ്യവസ്ഥയും ലംഘിക്കുന്നില്ല; വിവരങ്ങൾ കിട്ടാനുണ്ട്"),
    "status_conflict": ("Hangs on facts that disagree", "വ്യത്യാസമുള്ള വിവരങ്ങളെ ആശ്രയിച്ചിരിക്കുന്നു"),
    "status_other": ("Not yet known", "ഇനിയും തീരുമാനിക്കാനാവില്ല"),
    "units_known": ("{number} units", "{number} യൂണിറ്റ്"),
    "looms_known": ("{number} looms", "{number} തറി"),
    "place_known": ("at {place}", "സ്ഥലം: {place}"),
    "ask_next": ("Ask next", "അടുത്തതായി ചോദിക്കേണ്ടത്"),
    "because": ("It decides: {why}", "ഇത് നിർണ്ണയിക്കുന്നത്: {why}"),
    "nothing_to_ask": ("Nothing is left to ask.", "ഇനി ചോദിക്കാനൊന്നുമില്ല."),
    "rules": ("Rules of the programme", "പരിപാടിയുടെ വ്യവസ്ഥകൾ"),
    "open_rules": ("Rules on which facts are missing", "വിവരങ്ങൾ കിട്ടാനുള്ള വ്യവസ്ഥകൾ"),
    "column_rule": ("Rule", "വ്യവസ്ഥ"),
    "column_result": ("Result", "ഫലം"),
    "column_known": ("What is known", "അറിയാവുന്നത്"),
    "said": ("said by the field, {as_of}", "ഫീൽഡിൽനിന്ന്, {as_of}"),
    "undated": ("undated", "തീയതിയില്ല"),
    "conflicts": ("What is known disagrees", "വിവരങ്ങൾ തമ്മിൽ വ്യത്യാസമുണ്ട്"),
    "conflicts_text": (
        "A rule is decided only where each of these values leads to the same result.",
        "ഇവയെല്ലാം ഒരേ ഫലത്തിലേക്ക് നയിക്കുമ്പോൾ മാത്രമേ ഒരു വ്യവസ്ഥ തീരുമാനമായതായി കണക്കാക്കൂ.",
    ),
    "from_source": ("source", "സ്രോതസ്സ്"),
    "field_said": ("Said by the field", "ഫീൽഡിൽനിന്ന് അറിഞ്ഞത്"),
    "field_unknown": ("not known to the field", "ഫീൽഡിലും അറിയില്ല"),
    "boundary": ("Where it lies", "എവിടെയാണ്"),
    "boundary_none": ("Its constituency is not known.", "മണ്ഡലം അറിയില്ല."),
    "boundary_one": (
        "Only {seat} is recorded, without a share. Whether it reaches into another one is not known.",
        "{seat} മാത്രമാണ് രേഖയിലുള്ളത്; പങ്ക് അറിയില്ല. മറ്റൊരു മണ്ഡലത്തിലേക്ക് വ്യാപിക്കുന്നുണ്ടോ എന്ന് അറിയില്ല.",
    ),
    "boundary_caption": (
        "The constituency with the larger share owns the cluster",
        "വലിയ പങ്കുള്ള മണ്ഡലത്തിനാണ് ക്ലസ്റ്റർ",
    ),
    "column_share": ("Share", "പങ്ക്"),
    "column_owner": ("Owns the cluster", "ക്ലസ്റ്റർ ഈ മണ്ഡലത്തിന്റേത്"),
    "yes": ("yes", "അതെ"),
    "no": ("no", "അല്ല"),
    "not_known": ("not known", "അറിയില്ല"),
    "mentors": ("Mentor", "മെന്റർ"),
    "mentor_yes": ("A mentor institution has agreed.", "ഒരു മെന്റർ സ്ഥാപനം സമ്മതിച്ചിട്ടുണ്ട്."),
    "mentor_no": ("No mentor institution has agreed yet.", "ഒരു മെന്റർ സ്ഥാപനവും ഇതുവരെ സമ്മതിച്ചിട്ടില്ല."),
    "mentor_unknown": (
        "Whether a mentor institution has agreed is not known.",
        "മെന്റർ സ്ഥാപനം സമ്മതിച്ചിട്ടുണ്ടോ എന്ന് അറിയില്ല.",
    ),
    "mentors_helping": ("Has worked with the cluster:", "ക്ലസ്റ്ററിനൊപ്പം പ്രവർത്തിച്ചിട്ടുള്ളത്:"),
    "mentors_suggested": ("Institutions to ask, the best first:", "സമീപിക്കാവുന്ന സ്ഥാപനങ്ങൾ, മികച്ചത് ആദ്യം:"),
    "pilots": ("Pilots", "പൈലറ്റുകൾ"),
    "pilots_text": (
        "Technologies on offer that are not known to have been tried here:",
        "ഇവിടെ ഇതുവരെ പരീക്ഷിച്ചതായി അറിയാത്ത, ലഭ്യമായ സാങ്കേതികവിദ്യകൾ:",
    ),
    "pilots_none": (
        "No technology on offer has this cluster among the ten that it fits best.",
        "ലഭ്യമായ ഒരു സാങ്കേതികവിദ്യയ്ക്കും ഏറ്റവും ചേരുന്ന പത്ത് ക്ലസ്റ്ററുകളിൽ ഇത് ഉൾപ്പെടുന്നില്ല.",
    ),
    "pilot_by": ("offered by {names}", "നൽകുന്നത്: {names}"),
    "pilot_untried": ("the field says: not tried", "ഫീൽഡിൽനിന്ന്: പരീക്ഷിച്ചിട്ടില്ല"),
    "tried": ("In use or tried here already:", "ഇവിടെ ഉപയോഗത്തിലുള്ളതോ പരീക്ഷിച്ചതോ:"),
    "plan": ("Schemes that could be had together", "ഒരുമിച്ച് ലഭിക്കാവുന്ന പദ്ധതികൾ"),
    "plan_none": ("None is known.", "ഒന്നും അറിയില്ല."),
    "plan_open": ("possible; {number} facts about it are still open", "സാധ്യത; {number} വിവരങ്ങൾ കൂടി അറിയണം"),
    "plan_open_one": ("possible; one fact about it is still open", "സാധ്യത; ഒരു വിവരം കൂടി അറിയണം"),
    "plan_more": ("and {number} more", "കൂടാതെ {number} എണ്ണം കൂടി"),
    "group_gift": ("grant or subsidy", "ഗ്രാന്റ്/സബ്സിഡി"),
    "group_help": ("training and help", "പരിശീലനവും സഹായവും"),
    "group_guarantee": ("guarantee", "ഗ്യാരന്റി"),
    "group_loan": ("loan", "വായ്പ"),
    "sheet": ("The sheet to fill in", "പൂരിപ്പിക്കാനുള്ള ഷീറ്റ്"),
    "sheet_get": ("Download the sheet (XLSX)", "ഷീറ്റ് ഡൗൺലോഡ് ചെയ്യുക (XLSX)"),
    "sheet_text": (
        "It asks one row for each cluster and open fact. Fill in what the field knows, leave the rest "
        "empty, and load it here. What you fill in is kept beside the sourced facts and marked as "
        "said by the field.",
        "ഓരോ ക്ലസ്റ്ററിനും അറിയാത്ത ഓരോ വിവരത്തിനും ഒരു വരി വീതമുണ്ട്. ഫീൽഡിൽ അറിയാവുന്നത് പൂരിപ്പിക്കുക, ബാക്കി ഒഴിച്ചിടുക, "
        "എന്നിട്ട് ഇവിടെ ചേർക്കുക. പൂരിപ്പിച്ചത് സ്രോതസ്സുള്ള വിവരങ്ങളിൽനിന്ന് വേറിട്ട്, ഫീൽഡിൽനിന്ന് അറിഞ്ഞതായി സൂക്ഷിക്കും.",
    ),
    "sheet_file": ("The filled-in sheet", "പൂരിപ്പിച്ച ഷീറ്റ്"),
    "sheet_load": ("Load the sheet", "ഷീറ്റ് ചേർക്കുക"),
    "loaded_title": ("The sheet was read", "ഷീറ്റ് വായിച്ചു"),
    "loaded_kept": (
        "{number} answers were kept, as said by the field on {as_of} ({role}).",
        "{number} ഉത്തരങ്ങൾ സൂക്ഷിച്ചു: {as_of}-ന് ഫീൽഡിൽനിന്ന് ({role}).",
    ),
    "loaded_checked": (
        "{number} answers can be taken, but this server does not keep them: load the file with "
        "`sangam desk {district} --load FILE`, or start the server with --accept-sheets.",
        "{number} ഉത്തരങ്ങൾ സ്വീകരിക്കാവുന്നതാണ്; എന്നാൽ ഈ സെർവർ അവ സൂക്ഷിക്കുന്നില്ല: `sangam desk {district} --load FILE` "
        "എന്ന കമാൻഡ് ഉപയോഗിക്കുക, അല്ലെങ്കിൽ --accept-sheets ചേർത്ത് സെർവർ തുടങ്ങുക.",
    ),
    "loaded_none": ("No answer is filled in on it.", "ഒരു ഉത്തരവും പൂരിപ്പിച്ചിട്ടില്ല."),
    "error_title": ("This could not be done", "ഇത് ചെയ്യാനായില്ല"),
    "bad_cells": (
        "Nothing was kept. Mend these cells and load the sheet again:",
        "ഒന്നും സൂക്ഷിച്ചില്ല. ഈ കള്ളികൾ തിരുത്തി ഷീറ്റ് വീണ്ടും ചേർക്കുക:",
    ),
    "column_cell": ("Cell", "കള്ളി"),
    "column_problem": ("What is wrong", "എന്താണ് പ്രശ്നം"),
    "near": ("Did you mean", "ഇതാണോ ഉദ്ദേശിച്ചത്"),
    "back": ("Back to the desk", "ഡെസ്കിലേക്ക് മടങ്ങുക"),
    "foot": (
        "A fact that is not known is never counted as a no. This page helps to prepare a decision; a panel "
        "of experts and the programme decide.",
        "അറിയാത്ത വിവരം ഒരിക്കലും 'ഇല്ല' ആയി കണക്കാക്കുന്നില്ല. തീരുമാനത്തിന് ഒരുങ്ങാനാണ് ഈ താൾ; തീരുമാനിക്കുന്നത് "
        "വിദഗ്ധ സമിതിയും പരിപാടിയുമാണ്.",
    ),
    "as_json": ("The same as data (JSON)", "ഇതേ വിവരം ഡേറ്റയായി (JSON)"),
}

# Short heads for the columns of the overview, by the id of the rule.
SHORT: Mapping[str, tuple[str, str]] = {
    "applicant": ("Applicant", "അപേക്ഷകൻ"),
    "kerala": ("In Kerala", "കേരളത്തിൽ"),
    "size": ("Size", "വലിപ്പം"),
    "spv": ("SPV", "എസ്.പി.വി."),
    "champion": ("Champion", "ചാമ്പ്യൻ"),
    "established-first": ("Priority", "മുൻഗണന"),
    "larger-share": ("Larger share", "വലിയ പങ്ക്"),
    "mentor": ("Mentor", "മെന്റർ"),
    "action-plan": ("Action plan", "പ്ലാൻ"),
    "two-years": ("In 2 years", "2 വർഷം"),
}
# Rules of which one applies to a cluster, by its category; they share a column.
SIZE = ("manufacturing-units", "looms", "units")

HOW: Mapping[str, tuple[str, str]] = {
    "in_use": ("in use", "ഉപയോഗത്തിൽ"),
    "tried": ("tried", "പരീക്ഷിച്ചു"),
    "adopted_by_some": ("adopted by some", "ചിലർ ഉപയോഗിക്കുന്നു"),
    "abandoned": ("abandoned", "ഉപേക്ഷിച്ചു"),
    "piloted": ("piloted", "പൈലറ്റ് നടത്തി"),
}


def word(key: str, language: Language, **slots: object) -> str:
    """What a page says, its slots filled.

    Raises:
        KeyError: there is no such text, or a slot of it is not given.
    """
    return WORDS[key][language == "ml"].format(**slots)


def short(rule: str, language: Language) -> str:
    """The short head of a rule; of one that is not known here, its id."""
    return SHORT[rule][language == "ml"] if rule in SHORT else rule.replace("-", " ")
