"""What a conversation about schemes says, in English and Malayalam, and the words it understands."""

from __future__ import annotations

SAY = {
    "en": {
        "hello": "{name}. Schemes with a written rule: {rules}; of these still open: {open}. Questions that "
        "could matter: {left}; usually far fewer do.",
        "how": "Type the answer. Enter: you do not know. back: the question before. why: why it is asked. "
        "stop: enough for now. Numbers may be written as 7.5 lakh, or as 10 to 20.",
        "none": "{name}: nothing that could be asked would change a verdict.",
        "yes_no": "yes or no",
        "date": "a day, as in 2024-05-31",
        "number": "a number{unit}",
        "share": "a share, as in 0.4 or 40%",
        "id": "a name or an id",
        "several": "several, with commas between",
        "settled": "Settled: {name} — {state}.",
        "still": "{left} questions are left at most.",
        "conflict": "This differs from what the graph knows: {fact}. Both are kept; what hangs on it "
        "stays open.",
        "first": "This is the first question; there is none before it.",
        "again": "Please try again, or press Enter if you do not know.",
        "near": "Did you mean {names}?",
        "end": "Nothing more that could be asked would change a verdict.",
        "stopped": "Stopped here; what was said so far counts.",
        "summary": "What is settled",
        "said": "{said} answers, {skipped} not known.",
        "eligible": "Eligible",
        "not_eligible": "Not eligible",
        "unknown": "Not yet known",
        "partial": "Nothing fails, but the sources tell only part of the rule: ask the authority",
        "because": " — {text}",
        "missing": " — still to be known: {facts}",
        "saved": "What was said is kept in {file}; read it back with --facts {file}.",
        "next": "Next: sangam schemes plan {who}",
    },
    "ml": {
        "hello": "{name}: {rules} പദ്ധതികളുടെ നിയമങ്ങൾ എഴുതിവച്ചിട്ടുണ്ട്; {open} എണ്ണം ഇനിയും അറിയാത്ത കാര്യങ്ങളെ "
        "ആശ്രയിച്ചിരിക്കുന്നു. പരമാവധി {left} ചോദ്യങ്ങൾ; സാധാരണ അതിലും വളരെ കുറച്ചു മതി.",
        "how": "ഉത്തരം ടൈപ്പ് ചെയ്യുക. അറിയില്ലെങ്കിൽ Enter. back: മുമ്പത്തെ ചോദ്യം. why: എന്തിനു ചോദിക്കുന്നു. "
        "stop: ഇത്രയും മതി.",
        "none": "{name}: ചോദിക്കാവുന്ന ഒന്നും ഇനി തീരുമാനം മാറ്റില്ല.",
        "yes_no": "ഉണ്ട്/അതെ (yes) അല്ലെങ്കിൽ ഇല്ല/അല്ല (no)",
        "date": "തീയതി, 2024-05-31 എന്ന മട്ടിൽ",
        "number": "സംഖ്യ{unit}",
        "share": "പങ്ക്, 0.4 അല്ലെങ്കിൽ 40% എന്ന മട്ടിൽ",
        "id": "പേര് അല്ലെങ്കിൽ ഐഡി",
        "several": "ഒന്നിലധികമെങ്കിൽ കോമയിട്ട്",
        "settled": "തീരുമാനമായി: {name} — {state}.",
        "still": "പരമാവധി {left} ചോദ്യങ്ങൾ ബാക്കി.",
        "conflict": "ഗ്രാഫിലുള്ളതിൽനിന്ന് ഇത് വ്യത്യസ്തമാണ്: {fact}. രണ്ടും സൂക്ഷിക്കുന്നു; അതിനെ ആശ്രയിക്കുന്നത് തീരുമാനമാകാതെ നിൽക്കും.",
        "first": "ഇതാണ് ആദ്യത്തെ ചോദ്യം.",
        "again": "വീണ്ടും ശ്രമിക്കുക; അറിയില്ലെങ്കിൽ Enter.",
        "near": "ഉദ്ദേശിച്ചത് {names} ആണോ?",
        "end": "ചോദിക്കാവുന്ന ഒന്നും ഇനി തീരുമാനം മാറ്റില്ല.",
        "stopped": "ഇവിടെ നിർത്തി; ഇതുവരെ പറഞ്ഞത് കണക്കിലെടുത്തിട്ടുണ്ട്.",
        "summary": "തീരുമാനമായത്",
        "said": "{said} ഉത്തരങ്ങൾ, അറിയാത്തത് {skipped}.",
        "eligible": "അർഹതയുണ്ട്",
        "not_eligible": "അർഹതയില്ല",
        "unknown": "ഇനിയും അറിയില്ല",
        "partial": "ഒരു വ്യവസ്ഥയും ലംഘിക്കുന്നില്ല; നിയമത്തിന്റെ ഒരു ഭാഗം മാത്രമേ അറിയൂ: അധികാരിയോട് ചോദിക്കുക",
        "because": " — {text}",
        "missing": " — ഇനിയും അറിയേണ്ടത്: {facts}",
        "saved": "പറഞ്ഞത് {file}-ൽ സൂക്ഷിച്ചു; വീണ്ടും ഉപയോഗിക്കാൻ --facts {file}.",
        "next": "അടുത്തത്: sangam schemes plan {who}",
    },
}
BACK = ("back", "b")
STOP = ("stop", "quit", "q", "exit")
WHY = ("why", "w")
UNSURE = ("", "?", "unknown", "not known", "don't know", "dont know", "i don't know", "അറിയില്ല")
