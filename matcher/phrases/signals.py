"""What the signals say of a candidate: (English, Malayalam)."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "whole.closely": (
        "The two descriptions closely resemble each other.",
        "രണ്ടു വിവരണങ്ങൾക്കും തമ്മിൽ അടുത്ത സാമ്യമുണ്ട്.",
    ),
    "whole.partly": (
        "The two descriptions partly resemble each other.",
        "രണ്ടു വിവരണങ്ങൾക്കും തമ്മിൽ ഭാഗികമായ സാമ്യമുണ്ട്.",
    ),
    "whole.hardly": (
        "The two descriptions hardly resemble each other.",
        "രണ്ടു വിവരണങ്ങൾക്കും തമ്മിൽ കാര്യമായ സാമ്യമില്ല.",
    ),
    "parts.nothing": (
        "Nothing is recorded that could be compared.",
        "താരതമ്യം ചെയ്യാവുന്ന ഒന്നും രേഖപ്പെടുത്തിയിട്ടില്ല.",
    ),
    "parts.closest": (
        "the {asked_what} {asked} comes closest to the {held_what} {held} there.",
        "{asked_what} {asked}: ഇതിനോട് ഏറ്റവും ചേരുന്നത് അവിടത്തെ {held_what} {held} ആണ്.",
    ),
    "words.common": ("Words in common: {words}.", "പൊതുവായ വാക്കുകൾ: {words}."),
    "words.none": ("No words in common.", "പൊതുവായ വാക്കുകളില്ല."),
    "past.none": (
        "No past work with other clusters is documented.",
        "മറ്റു ക്ലസ്റ്ററുകളോടൊപ്പം മുമ്പ് പ്രവർത്തിച്ചതായി രേഖയില്ല.",
    ),
    "past.alike": (
        "It has worked with {whom}, the most alike of its past work.",
        "മുൻ പ്രവർത്തനങ്ങളിൽ ഇതിനോട് ഏറ്റവും സാമ്യമുള്ളത് {whom} എന്ന ക്ലസ്റ്ററിനൊപ്പമുള്ളതാണ്.",
    ),
    "past.alike_when": (
        "It has worked with {whom} ({year}), the most alike of its past work.",
        "മുൻ പ്രവർത്തനങ്ങളിൽ ഇതിനോട് ഏറ്റവും സാമ്യമുള്ളത് {whom} എന്ന ക്ലസ്റ്ററിനൊപ്പം {year}-ൽ നടന്നതാണ്.",
    ),
    "fit.well": (
        "As a whole it fits well what the cluster is about.",
        "മൊത്തത്തിൽ ഇത് ക്ലസ്റ്ററിന്റെ പ്രവർത്തനവുമായി നന്നായി യോജിക്കുന്നു.",
    ),
    "fit.partly": (
        "As a whole it fits in part what the cluster is about.",
        "മൊത്തത്തിൽ ഇത് ക്ലസ്റ്ററിന്റെ പ്രവർത്തനവുമായി ഭാഗികമായി യോജിക്കുന്നു.",
    ),
    "fit.hardly": (
        "As a whole it hardly fits what the cluster is about.",
        "മൊത്തത്തിൽ ഇത് ക്ലസ്റ്ററിന്റെ പ്രവർത്തനവുമായി കാര്യമായി യോജിക്കുന്നില്ല.",
    ),
    "fresh.none": (
        "No source documents work of it with a cluster so far: a chance for somebody new.",
        "ഇതുവരെ ഏതെങ്കിലും ക്ലസ്റ്ററിനൊപ്പം പ്രവർത്തിച്ചതായി രേഖയില്ല: പുതിയൊരു സ്ഥാപനത്തിന് അവസരം.",
    ),
    "fresh.some": (
        "Documented pieces of work with clusters so far: {count}.",
        "ഇതുവരെ ക്ലസ്റ്ററുകൾക്കൊപ്പം രേഖപ്പെടുത്തിയ പ്രവർത്തനങ്ങൾ: {count}.",
    ),
    "experience.votes": (
        "Pieces of past work that count: {count}; most of all that with {whom}.",
        "കണക്കിലെടുത്ത മുൻ പ്രവർത്തനങ്ങൾ: {count}; ഏറ്റവും പ്രധാനം: {whom}.",
    ),
    "capabilities.unasked": (
        "Nothing is recorded of the kinds of help that are needed.",
        "ഏതു തരം സഹായമാണ് വേണ്ടതെന്ന് രേഖപ്പെടുത്തിയിട്ടില്ല.",
    ),
    "capabilities.none": (
        "It is not known to offer any of the kinds of help that are needed.",
        "വേണ്ട സഹായങ്ങളിൽ ഏതെങ്കിലും ഇത് നൽകുന്നതായി അറിവില്ല.",
    ),
    "capabilities.shared": (
        "It offers {count} of {asked} kinds of help that are needed: {names}.",
        "വേണ്ട സഹായങ്ങളിൽ ഇത് നൽകുന്നത് ({asked}-ൽ {count} തരം): {names}.",
    ),
    "technologies.none": (
        "It is not known to work on a technology that is in use there.",
        "അവിടെ ഉപയോഗത്തിലുള്ള ഏതെങ്കിലും സാങ്കേതികവിദ്യയിൽ ഇത് പ്രവർത്തിക്കുന്നതായി അറിവില്ല.",
    ),
    "technologies.shared": (
        "It works on what is in use there: {names}.",
        "അവിടെ ഉപയോഗത്തിലുള്ള സാങ്കേതികവിദ്യകളിൽ ഇത് പ്രവർത്തിക്കുന്നവ: {names}.",
    ),
    "industries.none": (
        "It is not known to work in that industry.",
        "ഇത് ആ വ്യവസായത്തിൽ പ്രവർത്തിക്കുന്നതായി അറിവില്ല.",
    ),
    "industries.same": (
        "Both work in {name} (NIC {code}).",
        "രണ്ടും പ്രവർത്തിക്കുന്നത് ഒരേ വ്യവസായത്തിലാണ്: {name} (NIC {code}).",
    ),
    "industries.related": (
        "It works in the related field of {name} (NIC {code}).",
        "ഇത് പ്രവർത്തിക്കുന്നത് ബന്ധപ്പെട്ട ഒരു വ്യവസായത്തിലാണ്: {name} (NIC {code}).",
    ),
    "reach.near": (
        "In the network of needs, industries, places and past work it stands near to it.",
        "ആവശ്യങ്ങൾ, വ്യവസായങ്ങൾ, സ്ഥലങ്ങൾ, മുൻ പ്രവർത്തനങ്ങൾ എന്നിവ ചേർന്ന ശൃംഖലയിൽ ഇത് അടുത്താണ്.",
    ),
    "reach.within": (
        "In the network of needs, industries, places and past work it stands within reach of it.",
        "ആവശ്യങ്ങൾ, വ്യവസായങ്ങൾ, സ്ഥലങ്ങൾ, മുൻ പ്രവർത്തനങ്ങൾ എന്നിവ ചേർന്ന ശൃംഖലയിൽ ഇത് അധികം അകലെയല്ല.",
    ),
    "reach.far": (
        "In the network of needs, industries, places and past work it stands far from it.",
        "ആവശ്യങ്ങൾ, വ്യവസായങ്ങൾ, സ്ഥലങ്ങൾ, മുൻ പ്രവർത്തനങ്ങൾ എന്നിവ ചേർന്ന ശൃംഖലയിൽ ഇത് അകലെയാണ്.",
    ),
    "standing.unknown": (
        "Its place in the network as a whole is not known.",
        "മൊത്തം ശൃംഖലയിൽ ഇതിന്റെ സ്ഥാനം അറിയില്ല.",
    ),
    "standing.alone": (
        "It is not connected with anything in the network.",
        "ശൃംഖലയിൽ ഇതിന് ഒന്നുമായും ബന്ധമില്ല.",
    ),
    "standing.well": (
        "It is well connected in the network as a whole: with {counts}.",
        "മൊത്തം ശൃംഖലയിൽ ഇതിന് നല്ല ബന്ധങ്ങളുണ്ട്: {counts}.",
    ),
    "standing.moderately": (
        "It is moderately connected in the network as a whole: with {counts}.",
        "മൊത്തം ശൃംഖലയിൽ ഇതിന് മിതമായ ബന്ധങ്ങളുണ്ട്: {counts}.",
    ),
    "brokerage.joins": (
        "It joins parts of the network that are otherwise apart.",
        "ശൃംഖലയിൽ അല്ലെങ്കിൽ വേറിട്ടു നിൽക്കുന്ന ഭാഗങ്ങളെ ഇത് ബന്ധിപ്പിക്കുന്നു.",
    ),
    "brokerage.hardly": (
        "It hardly joins parts of the network that are otherwise apart.",
        "ശൃംഖലയിൽ വേറിട്ടു നിൽക്കുന്ന ഭാഗങ്ങളെ ഇത് കാര്യമായി ബന്ധിപ്പിക്കുന്നില്ല.",
    ),
    "near.unknown": ("The distance is not known.", "ദൂരം അറിയില്ല."),
    "near.exact": ("It lies about {km} km away.", "ഏകദേശം {km} കി.മീ. അകലെയാണ്."),
    "near.district": (
        "It lies about {km} km away (from the middle of the district).",
        "ഏകദേശം {km} കി.മീ. അകലെയാണ് (ജില്ലയുടെ മധ്യഭാഗം വെച്ച് കണക്കാക്കിയത്).",
    ),
    "state.unknown": (
        "The state of one of the two is not known.",
        "രണ്ടിലൊന്ന് ഏതു സംസ്ഥാനത്താണെന്ന് അറിയില്ല.",
    ),
    "state.same": ("Both are in the same state.", "രണ്ടും ഒരേ സംസ്ഥാനത്താണ്."),
    "state.other": ("It is in another state.", "ഇത് മറ്റൊരു സംസ്ഥാനത്താണ്."),
    "school.kind": ("It is {article} {kind}.", "ഇതൊരു {kind} ആണ്."),
    "school.excellence": (
        "It is {article} {kind}, named as one of excellence.",
        "ഇതൊരു {kind} ആണ്; മികവിന്റെ കേന്ദ്രമായി ഇതിനെ പരാമർശിച്ചിട്ടുണ്ട്.",
    ),
    "room.unknown": (
        "It is documented to mentor {clusters}; its capacity is not known.",
        "ഇപ്പോൾ മാർഗനിർദേശം നൽകുന്നതായി രേഖയുള്ളത്: {clusters}; എത്ര ക്ലസ്റ്ററുകൾ ഏറ്റെടുക്കാനാകുമെന്ന് അറിയില്ല.",
    ),
    "room.known": (
        "It is documented to mentor {clusters}; it can take {capacity}.",
        "ഇപ്പോൾ മാർഗനിർദേശം നൽകുന്നതായി രേഖയുള്ളത്: {clusters}; ഏറ്റെടുക്കാനാകുന്നത്: {capacity}.",
    ),
    "ready.has": ("It has {has}.", "അവിടെയുള്ളത്: {has}."),
    "ready.has_unknown": (
        "It has {has}; not known: {unknown}.",
        "അവിടെയുള്ളത്: {has}; അറിയാത്തത്: {unknown}.",
    ),
    "ready.nothing": (
        "Nothing is recorded that shows it ready.",
        "അവിടെ ഒരുക്കമുണ്ടെന്നു കാണിക്കുന്ന ഒന്നും രേഖപ്പെടുത്തിയിട്ടില്ല.",
    ),
    "ready.nothing_unknown": (
        "Nothing is recorded that shows it ready; not known: {unknown}.",
        "അവിടെ ഒരുക്കമുണ്ടെന്നു കാണിക്കുന്ന ഒന്നും രേഖപ്പെടുത്തിയിട്ടില്ല; അറിയാത്തത്: {unknown}.",
    ),
    "untried.nothing": (
        "No technology is recorded as in use there, so nothing like it either.",
        "അവിടെ ഒരു സാങ്കേതികവിദ്യയും ഉപയോഗത്തിലുള്ളതായി രേഖയില്ല; അതിനാൽ ഇതുപോലൊന്നും ഉള്ളതായി അറിവില്ല.",
    ),
    "untried.much": (
        "Not known to have been tried there; in use is {name}, much like it.",
        "അവിടെ പരീക്ഷിച്ചതായി അറിവില്ല; ഉപയോഗത്തിലുള്ള {name} ഇതിനോട് വളരെ സാമ്യമുള്ളതാണ്.",
    ),
    "untried.little": (
        "Not known to have been tried there; in use is {name}, little like it.",
        "അവിടെ പരീക്ഷിച്ചതായി അറിവില്ല; ഉപയോഗത്തിലുള്ള {name} ഇതിനോട് സാമ്യം കുറഞ്ഞതാണ്.",
    ),
    "gain.nothing": (
        "No similar clusters are known to which it could spread.",
        "ഇത് വ്യാപിപ്പിക്കാവുന്ന സമാന ക്ലസ്റ്ററുകളൊന്നും അറിവിലില്ല.",
    ),
    "gain.spreads": (
        "It could spread to similar clusters: {names}.",
        "ഇത് വ്യാപിപ്പിക്കാവുന്ന സമാന ക്ലസ്റ്ററുകൾ: {names}.",
    ),
}
