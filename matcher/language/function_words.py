"""Small words that carry no trade: of, for, in, and, which, need."""

from __future__ import annotations

from matcher.language.script import normal

_MALAYALAM = """
ഒരു ആ ഈ ഏത് എന്ത് എവിടെ എവിടെയാണ് ആര് ആണ് ആകുന്നു ഉണ്ട് ഉള്ള ഉള്ളവർ ഉള്ളത് വേണം
വേണ്ട വേണ്ടി വേണ്ടത് ആവശ്യം ആവശ്യമാണ് മതി മതിയാകുന്ന പകരം നിന്ന് നിന്നും കൊണ്ട്
കൊണ്ടുള്ള മറ്റു മറ്റ് മറ്റും കുറവ് കുറയ്ക്കുന്ന കുറഞ്ഞ എന്ന എന്നിവ എന്നീ ആയ അല്ലെങ്കിൽ
ഇല്ല ഇല്ലാതെ വരെ പോലെ ചെയ്യുന്ന ചെയ്യാൻ ചെയ്യുന്നവർ നടത്തുന്ന നൽകുന്ന നൽകാൻ
തരുന്ന കൂടുതൽ ഞങ്ങൾ ഞങ്ങളുടെ ഞങ്ങൾക്ക് എന്റെ നമ്മുടെ
"""
_HINDI = """
का की के को में मे से पर ने तक और या तथा एवं व वाला वाले वाली वालों है हैं था हो होने
होता होती यह ये वह वे एक जो जिसे जिन्हें जिनको चाहिए चाहते लिए बिना जगह साथ द्वारा कम
करना करने करता कहाँ कौन क्या किस कैसे मदद हम हमें हमारा हमारे हमारी जरूरत आवश्यकता
कि भी ही तो नहीं पास बारे ताप
"""
_LATIN = """
ka ki ke ko mein me se par ne aur ya tatha wala wale wali walon vale vali hai hain ho hone
yah ye ek jo jise jinhen chahiye liye bina jagah saath dvara karne karna kahan kaun kya hum
hamen hamare hamari zaroorat jarurat oru aa ee ulla venam venda vendi ninnu ninnum kondu
kondulla mattu pole cheyyunna cheyyan undo undu evide etha eth njangal njangalude ile il nte
ude
"""
FUNCTION_WORDS = frozenset(normal(word) for word in f"{_MALAYALAM} {_HINDI} {_LATIN}".split())

# Any of these tells that a text is English.
_ENGLISH = frozenset(
    ["an", "and", "are", "by", "for", "from", "is", "need", "needs", "of", "that", "the", "their", "this"]
).union(["which", "who", "with"])


def looks_english(found: list[str]) -> bool:
    """Whether words are those of an English sentence."""
    return not _ENGLISH.isdisjoint(found)
