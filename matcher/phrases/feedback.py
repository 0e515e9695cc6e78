"""What is said of decisions on suggestions: (English, Malayalam)."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "feedback.accept": ("Accepted on {day} by: {role}.", "{day}-ന് അംഗീകരിച്ചു: {role}."),
    "feedback.accept_why": (
        "Accepted on {day} by: {role} ({reason}).", "{day}-ന് അംഗീകരിച്ചു: {role} ({reason}).",
    ),
    "feedback.reject_why": (
        "Rejected on {day} by: {role} ({reason}).", "{day}-ന് നിരസിച്ചു: {role} ({reason}).",
    ),
    "feedback.not_now_why": (
        "Not now, it was said on {day} by: {role} ({reason}); it is suggested again from {until}.",
        "ഇപ്പോൾ വേണ്ടെന്ന് {day}-ന് പറഞ്ഞു: {role} ({reason}); {until} മുതൽ വീണ്ടും നിർദേശിക്കും.",
    ),
    "feedback.heading": ("Decided on already", "നേരത്തേ തീരുമാനമെടുത്തവ"),
    "feedback.reason.good_fit": ("a good fit", "നന്നായി യോജിക്കുന്നു"),
    "feedback.reason.no_capacity": ("no capacity", "ഏറ്റെടുക്കാൻ ശേഷിയില്ല"),
    "feedback.reason.no_answer": ("does not answer", "മറുപടിയില്ല"),
    "feedback.reason.not_interested": ("not interested", "താൽപര്യമില്ല"),
    "feedback.reason.wrong_field": ("wrong field", "പ്രവർത്തനമേഖല യോജിക്കുന്നില്ല"),
    "feedback.reason.too_far": ("too far", "ദൂരം കൂടുതലാണ്"),
    "feedback.reason.past_trouble": ("earlier work did not go well", "മുൻ പ്രവർത്തനം തൃപ്തികരമായിരുന്നില്ല"),
    "feedback.reason.not_ready": ("the cluster is not ready", "ക്ലസ്റ്റർ സജ്ജമല്ല"),
    "feedback.reason.works_already": ("they work together already", "ഇപ്പോൾത്തന്നെ ഒരുമിച്ചു പ്രവർത്തിക്കുന്നു"),
    "feedback.reason.other_chosen": ("another was chosen", "മറ്റൊന്ന് തിരഞ്ഞെടുത്തു"),
    "feedback.reason.other": ("another reason", "മറ്റൊരു കാരണം"),
    "rejections.none": (
        "No cluster like this one has rejected it.", "ഇതിനോടു സാമ്യമുള്ള ക്ലസ്റ്ററുകളൊന്നും ഇതിനെ നിരസിച്ചിട്ടില്ല.",
    ),
    "rejections.like": (
        "It was rejected for a like cluster, {whom}, on {day}: {reason} ({id}).",
        "സമാനമായ ക്ലസ്റ്ററിനുവേണ്ടി {day}-ന് ഇത് നിരസിക്കപ്പെട്ടു: {whom}; കാരണം: {reason} ({id}).",
    ),
}  # fmt: skip
