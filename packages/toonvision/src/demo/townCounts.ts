// Counts of each Cog and Toon per street in the original dataset (862 Cogs, 173 Toons), from which the town is drawn.

/** The six streets, in the order of every table. */
export const streets = ['br', 'dd', 'ddl', 'dg', 'mml', 'ttc'] as const;

export type Street = (typeof streets)[number];

export const streetNames: Readonly<Record<Street, string>> = {
  br: 'The Brrrgh',
  dd: "Donald's Dock",
  ddl: "Donald's Dreamland",
  dg: 'Daisy Gardens',
  mml: "Minnie's Melodyland",
  ttc: 'ToonTown Central',
};

/** The four suits, in the dataset's own order. */
export const suits = ['bb', 'lb', 'cb', 'sb'] as const;

export type Suit = (typeof suits)[number];

export const suitNames: Readonly<Record<Suit, string>> = {
  bb: 'Bossbot',
  lb: 'Lawbot',
  cb: 'Cashbot',
  sb: 'Sellbot',
};

export interface TownCount {
  /** The object name that the annotation carries: `cog_bb_flunky`, `toon_cat`. */
  label: string;
  /** Samples in each street. */
  streets: Readonly<Record<Street, number>>;
}

const row = (label: string, br: number, dd: number, ddl: number, dg: number, mml: number, ttc: number): TownCount => ({
  label,
  streets: { br, dd, ddl, dg, mml, ttc },
});

/**
 * The real entity x street table: 32 Cog entities (8 a suit, in suit order), then 11 Toon animals.
 *
 * @example
 * townCounts.find(({ label }) => label === 'cog_bb_flunky')?.streets.ttc; // 7
 */
export const townCounts: readonly TownCount[] = [
  //                              br  dd ddl  dg mml ttc
  row('cog_bb_flunky', 0, 7, 0, 5, 1, 7),
  row('cog_bb_pencilpusher', 4, 4, 1, 3, 0, 7),
  row('cog_bb_yesman', 8, 5, 0, 7, 3, 3),
  row('cog_bb_micromanager', 20, 0, 1, 3, 6, 0),
  row('cog_bb_downsizer', 14, 0, 5, 0, 0, 0),
  row('cog_bb_headhunter', 10, 4, 7, 0, 0, 0),
  row('cog_bb_corporateraider', 0, 0, 0, 0, 0, 0),
  row('cog_bb_thebigcheese', 8, 7, 16, 7, 5, 5),
  row('cog_lb_bottomfeeder', 0, 3, 0, 20, 1, 10),
  row('cog_lb_bloodsucker', 5, 3, 1, 11, 7, 7),
  row('cog_lb_doubletalker', 4, 4, 3, 8, 1, 6),
  row('cog_lb_ambulancechaser', 5, 4, 2, 8, 0, 0),
  row('cog_lb_backstabber', 16, 2, 1, 6, 2, 0),
  row('cog_lb_spindoctor', 7, 0, 13, 1, 0, 0),
  row('cog_lb_legaleagle', 6, 8, 2, 8, 8, 7),
  row('cog_lb_bigwig', 10, 10, 13, 11, 8, 10),
  row('cog_cb_shortchange', 0, 1, 0, 2, 1, 11),
  row('cog_cb_pennypincher', 0, 6, 0, 1, 8, 5),
  row('cog_cb_tightwad', 0, 8, 4, 4, 8, 4),
  row('cog_cb_beancounter', 5, 3, 7, 0, 9, 0),
  row('cog_cb_numbercruncher', 2, 5, 7, 0, 6, 0),
  row('cog_cb_moneybags', 6, 2, 13, 0, 0, 0),
  row('cog_cb_loanshark', 8, 8, 10, 13, 8, 7),
  row('cog_cb_robberbaron', 0, 0, 0, 0, 0, 0),
  row('cog_sb_coldcaller', 0, 0, 0, 19, 2, 3),
  row('cog_sb_telemarketer', 0, 3, 1, 13, 3, 8),
  row('cog_sb_namedropper', 0, 0, 1, 13, 2, 8),
  row('cog_sb_gladhander', 7, 0, 12, 7, 10, 0),
  row('cog_sb_movershaker', 4, 4, 8, 4, 4, 4),
  row('cog_sb_twoface', 0, 0, 7, 6, 0, 0),
  row('cog_sb_themingler', 7, 7, 5, 5, 9, 7),
  row('cog_sb_mrhollywood', 11, 7, 8, 5, 11, 0),
  row('toon_bear', 6, 3, 1, 1, 0, 0),
  row('toon_cat', 8, 14, 1, 7, 1, 11),
  row('toon_crocodile', 2, 3, 0, 0, 0, 3),
  row('toon_deer', 6, 6, 3, 2, 1, 6),
  row('toon_dog', 7, 4, 1, 2, 3, 11),
  row('toon_duck', 2, 5, 0, 1, 0, 5),
  row('toon_horse', 1, 0, 0, 0, 0, 1),
  row('toon_monkey', 0, 7, 0, 0, 1, 0),
  row('toon_mouse', 2, 2, 2, 6, 0, 2),
  row('toon_pig', 0, 0, 0, 0, 0, 6),
  row('toon_rabbit', 6, 2, 3, 1, 2, 3),
];

/** The 32 Cog entity names in the dataset's order, without kind and suit: `flunky`, `pencilpusher`, ... */
export const entityNames: readonly string[] = townCounts
  .map(({ label }) => /^cog_[a-z]+_(?<entity>[a-z]+)$/.exec(label)?.groups?.entity)
  .filter((entity) => entity !== undefined);

/** The 11 Toon animals in the dataset's order: `bear`, `cat`, ... */
export const animalNames: readonly string[] = townCounts
  .map(({ label }) => /^toon_(?<animal>[a-z]+)$/.exec(label)?.groups?.animal)
  .filter((animal) => animal !== undefined);
