/** How templates are written. */
export interface NunjucksOptions {
  /** Whether the line break after a tag is left out. @default false */
  readonly trimBlocks?: boolean;
  /** Whether the spaces before a tag are left out. @default false */
  readonly lstripBlocks?: boolean;
}
