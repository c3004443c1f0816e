"""The live session: what was asked (commands), what happened (events), and who may see it.

Read in this order: `plan`, `commands`, `events`, `state`, `phases`, `timing`, `room`, `views`; all
of that is pure. `keeper` makes it durable; `socket` carries it to browsers.
"""
