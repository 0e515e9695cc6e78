"""In which role somebody speaks: in place of a name, so that nobody is to be found by what he said."""

from __future__ import annotations

from collections.abc import Mapping

# In English and Malayalam.
ROLES: Mapping[str, tuple[str, str]] = {
    "dinc": ("District Innovation Council officer", "ജില്ലാ ഇന്നൊവേഷൻ കൗൺസിൽ ഓഫീസർ"),
    "dic": ("District Industries Centre officer", "ജില്ലാ വ്യവസായ കേന്ദ്രം ഓഫീസർ"),
    "field": ("Industries field officer", "വ്യവസായ വികസന ഓഫീസർ"),
    "spv": ("Office bearer of the cluster or its SPV", "ക്ലസ്റ്ററിന്റെയോ എസ്.പി.വി.യുടെയോ ഭാരവാഹി"),
    "mentor": ("Mentor institution", "മെന്റർ സ്ഥാപനം"),
    "other": ("Other official", "മറ്റ് ഉദ്യോഗസ്ഥർ"),
}
