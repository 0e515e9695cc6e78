"""The signals that a ranking adds up, each a small function with its explanation.

A signal takes what is asked and the candidates and gives one value in [0, 1] a candidate. Its
explanation says for one candidate, in a sentence, where the value comes from.
"""
