"""Why a ranking is as it is: for any pair, what would change it, and how sure it is."""
