"""English function words: articles, pronouns, prepositions, conjunctions, auxiliaries.

A short closed-class list of our own, for tables that are read for content. Comparisons do not need it: the prior
of the log-odds keeps such words down already, and pronouns can be a finding.
"""

ENGLISH = frozenset(
    """
    a an the this that these those
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers
    herself it its itself they them their theirs themselves one who whom whose which what
    and or but nor so yet if then else than as because while although though unless until since whether
    of in on at by for from to into onto with without within about against between among through during before after
    above below over under up down out off upon toward towards across along around behind beside besides beyond
    near per via like
    am is are was were be been being have has had having do does did doing done will would shall should can could
    may might must ought
    not no n't never neither either both each every any some all few more most other others another such only own
    same too very just also even still again ever once here there when where why how now
    i'm you're he's she's it's we're they're i've you've we've they've i'd you'd he'd she'd we'd they'd i'll you'll
    he'll she'll we'll they'll isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't
    shan't shouldn't can't cannot couldn't mustn't let's that's who's what's here's there's where's when's why's how's
    """.split()
)

STOP_WORDS = {"english": ENGLISH}
