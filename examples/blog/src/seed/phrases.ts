/** What posts of the seed are about. */
export interface Topic {
  /** The tag that all of them have. */
  readonly tag: string;
  /** Of which each has one. */
  readonly tags: readonly string[];
  /** `%` is one of the things. */
  readonly titles: readonly string[];
  readonly things: readonly string[];
  readonly sentences: readonly string[];
}

/** What people on this blog write about. */
export const TOPICS: readonly Topic[] = [
  {
    tag: "bread",
    tags: ["kitchen", "patience", "winter"],
    titles: [
      "A loaf with %",
      "What % taught me",
      "Against haste: %",
      "The week of %",
      "% on a Sunday",
      "Once more, %",
      "A letter about %",
    ],
    things: [
      "rye",
      "spelt",
      "a cold oven",
      "old sourdough",
      "burnt crust",
      "caraway",
      "too much water",
      "an early start",
    ],
    sentences: [
      "The dough was ready before I was, which has never happened with %.",
      "You can hear when a crust is done, if the kitchen is quiet enough.",
      "I weighed everything twice and still had to guess the water.",
      "My neighbour says % is a mood, not an ingredient.",
      "Nothing that takes fourteen hours can be called complicated; it is only long.",
      "The starter is older than my bicycle and needs less oil.",
    ],
  },
  {
    tag: "walking",
    tags: ["weather", "maps", "patience"],
    titles: [
      "North, along %",
      "A morning with %",
      "Lost near %",
      "Twelve kilometres of %",
      "% in the rain",
      "Up to %",
      "Past %, and back",
    ],
    things: [
      "the canal",
      "the old railway",
      "wet fields",
      "a wrong map",
      "the ridge",
      "low clouds",
      "the ferry",
      "three villages",
    ],
    sentences: [
      "The path ended at % and went on behind it without an explanation.",
      "It rained in the way that makes an umbrella look naive.",
      "I met two people and one very decided goose.",
      "A map is a promise somebody made in dry weather.",
      "By noon the light had given up being interesting.",
      "I came back by bus, which I do not count as a defeat.",
    ],
  },
  {
    tag: "bees",
    tags: ["garden", "summer", "notebook"],
    titles: [
      "The hive in %",
      "Notes on %",
      "A quiet day, but for %",
      "What the bees do about %",
      "After %",
      "Counting %",
      "% from the roof",
    ],
    things: [
      "the lime trees",
      "a late frost",
      "the first swarm",
      "wax",
      "the neighbours’ wasps",
      "September",
      "an empty comb",
      "smoke",
    ],
    sentences: [
      "They came out at nine, looked at the sky, and went in again.",
      "Eleven frames, four of them heavy, and one that I did not understand.",
      "I have stopped telling people that I keep them; it is the other way round.",
      "The notebook says % a week earlier than last year.",
      "Smoke calms the beekeeper at least as much as the bees.",
      "The roof smells of honey and warm tar.",
    ],
  },
  {
    tag: "printing",
    tags: ["paper", "tools", "notebook"],
    titles: [
      "Two colours and %",
      "A small edition about %",
      "The trouble with %",
      "%, by hand",
      "In praise of %",
      "Proofs, and %",
      "Again: %",
    ],
    things: [
      "red ink",
      "misregistration",
      "lead type",
      "the blue drum",
      "rough paper",
      "a missing g",
      "margins",
      "the last sheet",
    ],
    sentences: [
      "The second colour never lands where the first one expects it.",
      "Forty copies, thirty-six of which I would show to somebody.",
      "There is a drawer for % and nobody remembers who labelled it.",
      "Paper remembers how it was carried home.",
      "A machine with a crank is a machine that asks whether you mean it.",
      "I left the misprint in, because it was better than the sentence.",
    ],
  },
  {
    tag: "repair",
    tags: ["tools", "bicycle", "patience"],
    titles: [
      "Fixing %",
      "How not to mend %",
      "A spare part for %",
      "%, taken apart",
      "Still % after all",
      "The patience of %",
      "An afternoon with %",
    ],
    things: [
      "the radio",
      "a chair with three legs",
      "the kettle",
      "the back wheel",
      "my grandfather’s clock",
      "a zip",
      "the gate",
    ],
    sentences: [
      "There was one screw left over, and it has been working ever since.",
      "The manual is in four languages and helpful in none of them.",
      "I ordered the wrong part twice, so that now I have a collection.",
      "Most things are held together by a decision somebody made in a hurry.",
      "It took an afternoon to find out that % was not the problem.",
      "Glue is patience in a tube.",
    ],
  },
  {
    tag: "reading",
    tags: ["paper", "winter", "weather"],
    titles: [
      "Reading about %",
      "A book on %",
      "Pages on %",
      "% and other footnotes",
      "Underlined: %",
      "%, chapter by chapter",
      "Returned late: %",
    ],
    things: [
      "lighthouses",
      "slow trains",
      "salt",
      "tides",
      "other people’s gardens",
      "libraries",
      "fog",
      "bridges",
    ],
    sentences: [
      "I read it in the wrong order, which I recommend.",
      "Somebody had underlined the whole of chapter four, and then apologised in the margin.",
      "It is a book about % in the way that a kitchen is about spoons.",
      "The index alone is worth the evening.",
      "There are three good pages, and they know it.",
      "I lent it to Jonas, who has lent it to somebody with a boat.",
    ],
  },
];

/** What can be said about anything. */
export const SENTENCES: readonly string[] = [
  "It took longer than I thought, and I had thought it would take long.",
  "I wrote this down so that I do not have to find it out a third time.",
  "Nobody asked, but the evening was free.",
  "The good part of it fits into a sentence, and this is not the sentence.",
  "If there is a quicker way, please do not tell me yet.",
  "I made tea, and then I made another plan.",
  "The first attempt is for the drawer; the second is for friends.",
  "It was the kind of day that has a Tuesday in the middle of it.",
  "What I wanted was simple, and what I did was instructive.",
  "There is a photograph of it, but it does not help.",
  "I have asked three people and got four answers.",
  "It works now, and I have no intention of touching it.",
];

/** What people say to it. */
export const COMMENTS: readonly string[] = [
  "This made my train ride shorter. Thank you.",
  "I tried it, and it is *almost* the way you say.",
  "The part about the drawer is the best thing I read this week.",
  "We had the same, and ended up asking the neighbours. It was worth it for the cake alone.",
  "Could you say a little more about the second try?",
  "> It works now\n\nFamous last words. Mine held for eleven days.",
  "Saved for winter.",
  "I disagree in every detail and would not change a word.",
  "There is a **third** way, but it involves a goose.",
  "Printed, and put up beside the kettle.",
];
