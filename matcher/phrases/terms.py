"""Words of the model in Malayalam, and the short names of the signals in both languages."""

from __future__ import annotations

from collections.abc import Mapping

MALAYALAM: Mapping[str, str] = {
    # kinds of node
    "state": "സംസ്ഥാനം", "district": "ജില്ല", "constituency": "നിയമസഭാ മണ്ഡലം", "industry": "വ്യവസായം",
    "product": "ഉൽപ്പന്നം", "capability": "സേവനം", "technology": "സാങ്കേതികവിദ്യ", "cluster": "ക്ലസ്റ്റർ",
    "enterprise": "സംരംഭം", "institution": "സ്ഥാപനം", "startup": "സ്റ്റാർട്ടപ്പ്", "bank": "ബാങ്ക്",
    "scheme": "പദ്ധതി", "association": "സംഘടന", "claim": "മറ്റൊരു സ്രോതസ്സിലെ വിവരം",
    "feedback": "തീരുമാനം",
    # what a piece of text is
    "name": "പേര്", "need": "ആവശ്യം", "process": "നിർമാണരീതി", "field": "പ്രവർത്തനമേഖല",
    "what it does": "പറഞ്ഞിട്ടുള്ള ഉപയോഗം", "problem": "പ്രശ്നം", "description": "വിവരണം",
    # kinds of institution
    "research_lab": "ഗവേഷണശാല", "university": "സർവകലാശാല", "engineering_college": "എൻജിനീയറിങ് കോളേജ്",
    "polytechnic": "പോളിടെക്നിക്", "business_school": "ബിസിനസ് സ്കൂൾ",
    "design_institute": "ഡിസൈൻ ഇൻസ്റ്റിറ്റ്യൂട്ട്", "tool_room": "ടൂൾ റൂം", "testing_lab": "പരിശോധനാ ലാബ്",
    "training_institute": "പരിശീലന കേന്ദ്രം", "incubator": "ഇൻകുബേറ്റർ", "agency": "ഏജൻസി",
    # kinds of start-up
    "firm": "കമ്പനി", "student_team": "വിദ്യാർഥി സംഘം", "ngo": "സന്നദ്ധ സംഘടന", "programme": "പരിപാടി",
    "grassroots_innovator": "ഗ്രാസ്‌റൂട്ട് ഇന്നൊവേറ്റർ", "other": "മറ്റുള്ളവ",
    # categories of cluster
    "manufacturing": "നിർമാണ ക്ലസ്റ്റർ", "handloom_powerloom": "കൈത്തറി/യന്ത്രത്തറി ക്ലസ്റ്റർ",
    "handicraft": "കരകൗശല ക്ലസ്റ്റർ", "other_traditional": "പരമ്പരാഗത വ്യവസായ ക്ലസ്റ്റർ",
    "service": "സേവന ക്ലസ്റ്റർ",
    # documented work
    "mentored": "മാർഗനിർദേശം", "technology_transfer": "സാങ്കേതികവിദ്യാ കൈമാറ്റം",
    "testing_or_training": "പരിശോധന അല്ലെങ്കിൽ പരിശീലനം", "energy_efficiency": "ഊർജക്ഷമത",
    "design_support": "രൂപകൽപ്പനാ സഹായം", "diagnostic_study": "പഠനം",
    "cfc_technical_partner": "പൊതുസൗകര്യ കേന്ദ്രത്തിലെ സാങ്കേതിക പങ്കാളി", "pilot": "പരീക്ഷണം",
    "implementing_agency": "നിർവഹണ ഏജൻസി", "nodal_agency": "നോഡൽ ഏജൻസി",
    "technical_agency": "സാങ്കേതിക ഏജൻസി", "support": "പിന്തുണ", "in_use": "ഉപയോഗത്തിൽ",
    "tried": "പരീക്ഷിച്ചു", "adopted_by_some": "ചിലർ സ്വീകരിച്ചു", "abandoned": "ഉപേക്ഷിച്ചു",
    "mentors": "മാർഗനിർദേശം", "collaborated_with": "സഹകരണം", "uses": "ഉപയോഗം", "piloted_in": "പരീക്ഷണം",
    # what shows that a cluster is ready
    "a registered SPV": "രജിസ്റ്റർ ചെയ്ത എസ്.പി.വി.", "a champion": "നേതൃത്വം ഏറ്റെടുത്ത ഒരാൾ",
    "units at work": "പ്രവർത്തിക്കുന്ന യൂണിറ്റുകൾ", "a working common facility": "പ്രവർത്തിക്കുന്ന പൊതുസൗകര്യ കേന്ദ്രം",
}  # fmt: skip

# Where the word of the model does not read well in a sentence.
ENGLISH: Mapping[str, str] = {"what it does": "stated use"}

SIGNALS: Mapping[str, tuple[str, str]] = {
    "best_parts": ("stated needs and offers", "പറഞ്ഞ ആവശ്യങ്ങളും സേവനങ്ങളും"),
    "words": ("words in common", "പൊതുവായ വാക്കുകൾ"),
    "whole_text": ("likeness of the descriptions", "വിവരണങ്ങളുടെ സാമ്യം"),
    "industries": ("industries in common", "പൊതുവായ വ്യവസായങ്ങൾ"),
    "capabilities": ("kinds of help offered", "നൽകുന്ന സഹായങ്ങൾ"),
    "technologies": ("technologies in use", "ഉപയോഗത്തിലുള്ള സാങ്കേതികവിദ്യകൾ"),
    "past_work": ("past work with like clusters", "സമാന ക്ലസ്റ്ററുകളോടൊപ്പമുള്ള മുൻ പ്രവർത്തനം"),
    "closest_work": ("the closest piece of past work", "ഏറ്റവും അടുത്ത മുൻ പ്രവർത്തനം"),
    "experience": ("experience by past work", "മുൻ പ്രവർത്തനപരിചയം"),
    "fresh": ("little documented work so far", "ഇതുവരെ രേഖപ്പെടുത്തിയ പ്രവർത്തനം കുറവ്"),
    "network": ("nearness in the network", "ശൃംഖലയിലെ അടുപ്പം"),
    "standing": ("standing in the network", "ശൃംഖലയിലെ സ്ഥാനം"),
    "brokerage": ("joining parts of the network", "ശൃംഖലാഭാഗങ്ങളെ ബന്ധിപ്പിക്കൽ"),
    "near": ("nearness on the map", "സ്ഥലത്തിന്റെ അടുപ്പം"),
    "same_state": ("the same state", "ഒരേ സംസ്ഥാനം"),
    "school": ("the kind of institution", "സ്ഥാപനത്തിന്റെ തരം"),
    "room": ("free capacity to mentor", "മാർഗനിർദേശത്തിനുള്ള ഒഴിവ്"),
    "fit": ("fit as a whole", "മൊത്തത്തിലുള്ള യോജിപ്പ്"),
    "untried": ("newness of the technology there", "അവിടെ സാങ്കേതികവിദ്യയുടെ പുതുമ"),
    "ready": ("readiness of the cluster", "ക്ലസ്റ്ററിന്റെ ഒരുക്കം"),
    "rejections": ("rejections by like clusters", "സമാന ക്ലസ്റ്ററുകളുടെ നിരസനം"),
    "gain": ("gain for similar clusters", "സമാന ക്ലസ്റ്ററുകൾക്കുള്ള നേട്ടം"),
}
