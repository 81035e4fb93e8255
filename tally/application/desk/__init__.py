"""The counting desk: everything a board does at its table, each thing one method, on a journal that loses nothing.

`Desk` holds the journal and its replay; the other modules are the board's work in its order: `people` (who is here),
`setup` (the congress and its contests), `procedure` (the next step), `keying` (ballots into the journal), `comparing`
(passes against each other), `closing` (rulings, explanations, the result, the seal). A screen calls these and shows
what they return; it decides nothing.
"""
