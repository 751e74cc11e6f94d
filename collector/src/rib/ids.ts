/** Number of a prefix within its family, from 1 on; dense, and given anew once nothing refers to it. 0: none. */
export type PrefixId = number;

/** Number of a set of path attributes, from 1 on; dense, and given anew once nothing refers to it. 0: none. */
export type AttributesId = number;
