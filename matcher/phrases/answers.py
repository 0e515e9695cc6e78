"""What answers say as a whole, beside what the signals say: (English, Malayalam)."""

from __future__ import annotations

from collections.abc import Mapping

_RANKING: Mapping[str, tuple[str, str]] = {
    "rank.nobody": ("There is nobody to rank.", "റാങ്ക് ചെയ്യാൻ ആരുമില്ല."),
    "rank.alike": (
        "Nothing in what is asked tells the candidates apart, so nobody is ranked.",
        "ചോദിച്ചതിൽ സ്ഥാപനങ്ങളെ വേർതിരിക്കുന്ന ഒന്നുമില്ല; അതിനാൽ ആരെയും റാങ്ക് ചെയ്തിട്ടില്ല.",
    ),
    "rank.unlike": (
        "Nothing in the graph resembles what is asked (no words, industries or needs in common), "
        "so nobody is ranked; say what is made and what is needed.",
        "ചോദിച്ചതിനോടു സാമ്യമുള്ള ഒന്നും ഗ്രാഫിലില്ല (പൊതുവായ വാക്കുകളോ വ്യവസായങ്ങളോ ആവശ്യങ്ങളോ ഇല്ല); "
        "അതിനാൽ ആരെയും റാങ്ക് ചെയ്തിട്ടില്ല. എന്തു നിർമിക്കുന്നുവെന്നും എന്തു വേണമെന്നും പറയുക.",
    ),
    "rank.compared": (
        "{considered} compared; a score runs from 0 to 1.",
        "താരതമ്യം ചെയ്തത് {considered} എണ്ണം; സ്കോർ 0 മുതൽ 1 വരെ.",
    ),
    "rank.next": ("Next", "അടുത്തവ"),
    "rank.score": ("score {score}", "സ്കോർ {score}"),
    "rank.mentors": ("Mentors for {name}", "{name}: മാർഗനിർദേശം നൽകാവുന്ന സ്ഥാപനങ്ങൾ"),
    "rank.pilots": ("Clusters to pilot {name}", "{name}: പരീക്ഷിച്ചുനോക്കാവുന്ന ക്ലസ്റ്ററുകൾ"),
    "rank.sources": ("Sources", "സ്രോതസ്സുകൾ"),
    "rank.in": ("{what} in {place}", "{what}, {place}"),
    "rank.more": (
        "and {more} more; --json and --csv have them all",
        "കൂടാതെ {more} എണ്ണം കൂടി; എല്ലാം --json, --csv എന്നിവയിലുണ്ട്",
    ),
    "known.mentors": ("Already works with this cluster", "ഈ ക്ലസ്റ്ററിനൊപ്പം ഇപ്പോൾത്തന്നെ പ്രവർത്തിക്കുന്നവ"),
    "known.pilots": (
        "In use or tried already, or a near twin of it: no pilot would be new there",
        "ഇതോ ഇതിനോട് വളരെ സാമ്യമുള്ളതോ ഉപയോഗത്തിലുള്ളതോ പരീക്ഷിച്ചതോ ആയ ക്ലസ്റ്ററുകൾ: അവിടെ പരീക്ഷണം പുതിയതാവില്ല",
    ),
    "known.used": ("It is in use there.", "അത് അവിടെ ഉപയോഗത്തിലുണ്ട്."),
    "known.piloted": ("It was piloted there.", "അത് അവിടെ പരീക്ഷിച്ചിട്ടുണ്ട്."),
    "known.twin": (
        "A near twin is in use there: {name}.",
        "ഇതിനോട് വളരെ സാമ്യമുള്ള ഒന്ന് അവിടെ ഉപയോഗത്തിലുണ്ട്: {name}.",
    ),
    "known.planned": ("planned", "ആസൂത്രണത്തിൽ"),
    "probability.none": (
        "not calibrated: a score gives the order, not how likely it is that a match works",
        "കാലിബ്രേറ്റ് ചെയ്തിട്ടില്ല: സ്കോർ മുൻഗണനാക്രമം മാത്രമാണ്, വിജയസാധ്യതയല്ല",
    ),
    "probability.known": (
        "calibrated on documented ties: of pairs with this score, so many are documented",
        "രേഖപ്പെടുത്തിയ സഹകരണങ്ങൾ വെച്ച് കാലിബ്രേറ്റ് ചെയ്തത്: ഈ സ്കോറുള്ളവയിൽ ഇത്ര ഭാഗം രേഖപ്പെടുത്തിയവയാണ്",
    ),
    "probability.value": ("probability {probability}", "സാധ്യത {probability}"),
}  # fmt: skip

_WHY: Mapping[str, tuple[str, str]] = {
    "why.place": (
        "{of} is in place {place} of {considered} for {asked}, with a score of {score}.",
        "{asked}: താരതമ്യം ചെയ്ത {considered} എണ്ണത്തിൽ {of} {place}-ാം സ്ഥാനത്താണ്; സ്കോർ {score}.",
    ),
    "why.apart": (
        "{of} is not ranked for {asked}; its score would be {score}.",
        "{asked}: {of} റാങ്കിൽ ഉൾപ്പെട്ടിട്ടില്ല; സ്കോർ {score} ആകുമായിരുന്നു.",
    ),
    "why.not_ranked": (
        "{of} is not ranked for {asked}.", "{asked}: {of} റാങ്കിൽ ഉൾപ്പെട്ടിട്ടില്ല.",
    ),
    "why.known_mentors": (
        "It works with this cluster already, so it is shown apart and is no suggestion.",
        "ഇത് ഇപ്പോൾത്തന്നെ ഈ ക്ലസ്റ്ററിനൊപ്പം പ്രവർത്തിക്കുന്നു; അതിനാൽ വേറെ കാണിക്കുന്നു, നിർദേശമായി ഉൾപ്പെടുത്തുന്നില്ല.",
    ),
    "why.known_pilots": (
        "The technology or a near twin of it is in use or was tried there already: a pilot would not be new.",
        "ഈ സാങ്കേതികവിദ്യയോ ഇതിനോട് വളരെ സാമ്യമുള്ള ഒന്നോ അവിടെ ഉപയോഗത്തിലുണ്ട് അല്ലെങ്കിൽ പരീക്ഷിച്ചിട്ടുണ്ട്: "
        "പരീക്ഷണം പുതിയതാവില്ല.",
    ),
    "why.agency": (
        "{of} is an agency, such as a ministry, a board or a department; agencies are not ranked as mentors.",
        "{of}: ഇത് മന്ത്രാലയം, ബോർഡ്, വകുപ്പ് എന്നിവ പോലുള്ള ഒരു ഏജൻസിയാണ്; ഏജൻസികളെ മാർഗനിർദേശകരായി റാങ്ക് ചെയ്യുന്നില്ല.",
    ),
    "why.planned": (
        "{of} is only planned so far; what is only planned is not ranked.",
        "{of}: ഇത് ഇപ്പോൾ ആസൂത്രണത്തിൽ മാത്രമാണ്; അങ്ങനെയുള്ളവയെ റാങ്ക് ചെയ്യുന്നില്ല.",
    ),
    "why.no_candidate": (
        "{of} is not of the kind that is ranked here.", "{of}: ഇവിടെ റാങ്ക് ചെയ്യുന്ന തരത്തിലുള്ളതല്ല ഇത്.",
    ),
    "why.behind": (
        "It is {lacking} behind {rival}, in place {place}.",
        "{place}-ാം സ്ഥാനത്തുള്ള {rival} ഇതിനെക്കാൾ {lacking} മുന്നിലാണ്.",
    ),
    "why.ahead": (
        "It is {lacking} ahead of {rival}, in place {place}.",
        "{place}-ാം സ്ഥാനത്തുള്ള {rival} ഇതിനെക്കാൾ {lacking} പിന്നിലാണ്.",
    ),
    "why.holds": (
        "Held down by {signal} ({difference}): {mine} By comparison, {rival}: {theirs}",
        "പിന്നിലാക്കുന്നത്: {signal} ({difference}): {mine} താരതമ്യത്തിന്, {rival}: {theirs}",
    ),
    "why.lifts": (
        "In its favour: {signal} ({difference}): {mine} By comparison, {rival}: {theirs}",
        "അനുകൂലമായത്: {signal} ({difference}): {mine} താരതമ്യത്തിന്, {rival}: {theirs}",
    ),
    "why.mostly": ("Held down most by {signals}.", "ഏറ്റവും പിന്നിലാക്കുന്നത്: {signals}."),
    "why.signal": ("{signal} ({difference})", "{signal} ({difference})"),
    "why.evidence": ("What its score is made of", "സ്കോറിന്റെ ഘടകങ്ങൾ"),
    "why.all": (
        "sum {score}; each signal is its value times its weight",
        "ആകെ {score}; ഓരോ ഘടകവും മൂല്യം × പ്രാധാന്യം ആണ്",
    ),
    "why.change": ("What would change it", "മാറ്റം വരുത്താവുന്നത്"),
}  # fmt: skip

_CHANGE: Mapping[str, tuple[str, str]] = {
    "change.offer": ("{of} offers “{to}”", "“{to}” എന്ന സഹായം {of} നൽകിത്തുടങ്ങുക"),
    "change.industry": (
        "{of} takes up work in the industry “{to}”", "“{to}” എന്ന വ്യവസായത്തിൽ {of} പ്രവർത്തിച്ചുതുടങ്ങുക",
    ),
    "change.technology": (
        "{of} works on the technology “{to}”", "“{to}” എന്ന സാങ്കേതികവിദ്യയിൽ {of} പ്രവർത്തിച്ചുതുടങ്ങുക",
    ),
    "change.tie": (
        "{of} works with a like cluster, “{to}”", "സമാനമായ “{to}” എന്ന ക്ലസ്റ്ററിനൊപ്പം {of} പ്രവർത്തിക്കുക",
    ),
    "change.need": ("{of} states the need “{to}”", "“{to}” എന്ന ആവശ്യം {of} അറിയിക്കുക"),
    "change.applies": (
        "{of} is made for the industry “{to}” too", "“{to}” എന്ന വ്യവസായത്തിനും യോജിക്കുംവിധം {of} ഒരുക്കുക",
    ),
    "change.spv": ("{of} registers an SPV", "{of} ഒരു എസ്.പി.വി. രജിസ്റ്റർ ചെയ്യുക"),
    "change.champion": (
        "{of} finds a champion of its own", "“{of}” എന്ന ക്ലസ്റ്ററിൽനിന്ന് ഒരാൾ നേതൃത്വം ഏറ്റെടുക്കുക",
    ),
    "change.cfc": (
        "{of} has a working common facility", "“{of}” എന്ന ക്ലസ്റ്ററിൽ പൊതുസൗകര്യ കേന്ദ്രം പ്രവർത്തിച്ചുതുടങ്ങുക",
    ),
    "change.found": (
        "The smallest change considered that would bring it among the first {top}: {changes}. It would then "
        "be in place {place} with a score of {score}, as ranking anew with the change shows.",
        "ആദ്യത്തെ {top} സ്ഥാനങ്ങളിലെത്തിക്കാൻ മതിയായ, പരിഗണിച്ചവയിൽ ഏറ്റവും ചെറിയ മാറ്റം: {changes}. അപ്പോൾ ഇത് {place}-ാം "
        "സ്ഥാനത്തെത്തും; സ്കോർ {score}. മാറ്റത്തോടെ വീണ്ടും റാങ്ക് ചെയ്ത് ഉറപ്പാക്കിയതാണിത്.",
    ),
    "change.none": (
        "None of the {considered} changes considered, alone or up to three together ({tried} tried), would "
        "bring it among the first {top}; the best brings it to place {best}.",
        "പരിഗണിച്ച {considered} മാറ്റങ്ങളിൽ ഒന്നോ, മൂന്നുവരെ ഒരുമിച്ചോ ({tried} എണ്ണം പരീക്ഷിച്ചു) ഇതിനെ ആദ്യത്തെ {top} "
        "സ്ഥാനങ്ങളിലെത്തിക്കില്ല; ഏറ്റവും നല്ലത് എത്തിക്കുന്നത് {best}-ാം സ്ഥാനത്താണ്.",
    ),
    "change.nothing": (
        "There is no change of facts to consider: nothing that the graph knows of is lacking.",
        "പരിഗണിക്കാവുന്ന മാറ്റങ്ങളൊന്നുമില്ല: ഗ്രാഫിലുള്ളവയിൽ ഒന്നിന്റെയും കുറവില്ല.",
    ),
    "change.beyond": (
        "Where it lies and what was done before cannot be changed, and are not proposed.",
        "സ്ഥലവും കഴിഞ്ഞകാല പ്രവർത്തനവും മാറ്റാനാവില്ല; അതിനാൽ അവ നിർദേശിക്കുന്നില്ല.",
    ),
}  # fmt: skip

_DOUBT: Mapping[str, tuple[str, str]] = {
    "doubt.heading": ("How sure is this order?", "ഈ ക്രമം എത്രത്തോളം ഉറപ്പാണ്?"),
    "doubt.interval": ("place {low} to {high}", "സ്ഥാനം {low} മുതൽ {high} വരെ"),
    "doubt.one": ("place {low}", "സ്ഥാനം {low}"),
    "doubt.draws": (
        "Places as in 9 of 10 of {draws} draws in which the weights and the evidence are drawn anew.",
        "പ്രാധാന്യങ്ങളും തെളിവുകളും {draws} തവണ മാറിമാറി എടുത്തപ്പോൾ 10-ൽ 9 തവണയും കിട്ടിയ സ്ഥാനങ്ങളാണ് ഇവ.",
    ),
    "doubt.group": (
        "Places {first} to {last} are too close to call: {names}.",
        "{first} മുതൽ {last} വരെയുള്ള സ്ഥാനങ്ങൾ തമ്മിൽ ഉറപ്പിച്ചു വേർതിരിക്കാനാവില്ല: {names}.",
    ),
    "doubt.clear": (
        "No two neighbours among the first {top} are too close to call.",
        "ആദ്യത്തെ {top} സ്ഥാനങ്ങളിൽ വേർതിരിക്കാനാവാത്തവയില്ല.",
    ),
    "doubt.ask": (
        "What would tell them apart best, if it were known",
        "അറിഞ്ഞാൽ ഇവയെ ഏറ്റവും നന്നായി വേർതിരിക്കാൻ സഹായിക്കുന്ന വിവരങ്ങൾ",
    ),
    "ask.capability": ("whether {of} offers {to}", "“{to}” എന്ന സഹായം {of} നൽകുന്നുണ്ടോ എന്ന്"),
    "ask.capacity": (
        "how many clusters {of} can take on", "“{of}” എന്ന സ്ഥാപനത്തിന് എത്ര ക്ലസ്റ്ററുകൾ ഏറ്റെടുക്കാനാകുമെന്ന്",
    ),
    "ask.state": ("in which state {of} lies", "{of} ഏതു സംസ്ഥാനത്താണെന്ന്"),
    "ask.spv": ("whether {of} has a registered SPV", "“{of}” എന്ന ക്ലസ്റ്ററിന് രജിസ്റ്റർ ചെയ്ത എസ്.പി.വി. ഉണ്ടോ എന്ന്"),
    "ask.champion": (
        "whether {of} has a champion", "“{of}” എന്ന ക്ലസ്റ്ററിൽ നേതൃത്വം ഏറ്റെടുത്ത ആരെങ്കിലും ഉണ്ടോ എന്ന്",
    ),
    "ask.established": (
        "whether {of} is at work already", "“{of}” എന്ന ക്ലസ്റ്റർ ഇപ്പോൾ പ്രവർത്തിക്കുന്നുണ്ടോ എന്ന്",
    ),
    "ask.stage": (
        "how far {of} has come as a cluster", "“{of}” എന്ന ക്ലസ്റ്റർ വികസനത്തിന്റെ ഏതു ഘട്ടത്തിലാണെന്ന്",
    ),
    "ask.cfc": (
        "what state the common facility of {of} is in",
        "“{of}” എന്ന ക്ലസ്റ്ററിലെ പൊതുസൗകര്യ കേന്ദ്രത്തിന്റെ സ്ഥിതി എന്തെന്ന്",
    ),
}  # fmt: skip

PHRASES: Mapping[str, tuple[str, str]] = {**_RANKING, **_WHY, **_CHANGE, **_DOUBT}
