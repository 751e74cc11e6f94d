import type { AttributeNotes, AttributeStore } from '../../rib/attribute-store.ts';
import type { AttributesId, PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Remembers } from '../detector.ts';
import type { Labels } from './labels.ts';

interface Memory {
  readonly labels: ReturnType<Labels['save']>;
  readonly classes: Uint32Array;
}

/** The labels of routes in the tables: rules on attributes are tried once for each set of them. */
export class RouteLabels implements Remembers<Memory> {
  readonly #labels: Labels;
  readonly #attributes: AttributeStore;
  /** Class of each set of attributes, plus one. */
  readonly #classes: AttributeNotes;

  constructor(labels: Labels, attributes: AttributeStore) {
    this.#labels = labels;
    this.#attributes = attributes;
    this.#classes = attributes.newNotes();
  }

  save(): Memory {
    return { labels: this.#labels.save(), classes: this.#classes.save() };
  }

  load({ labels, classes }: Memory): void {
    this.#labels.load(labels);
    this.#classes.load(classes);
  }

  /** By the numbers that `of` gives; the first is `none`. */
  get names(): readonly string[] {
    return this.#labels.names;
  }

  /** Sets of attributes that go by their first rules alone. */
  get unclassified(): number {
    return this.#labels.unclassified;
  }

  /** Number of the route's label. */
  of(table: PeerTable, prefix: PrefixId, attributes: AttributesId): number {
    if (this.#labels.names.length === 1) {
      return 0;
    }
    const known = this.#classes.get(attributes);
    const attributeClass = known === 0 ? this.#classify(attributes) : known - 1;
    return this.#labels.labelOf(attributeClass, table.state.peer, table.family.prefixes.prefix(prefix));
  }

  name(table: PeerTable, prefix: PrefixId, attributes: AttributesId): string {
    return this.#labels.names[this.of(table, prefix, attributes)]!;
  }

  #classify(attributes: AttributesId): number {
    const attributeClass = this.#labels.attributeClass(
      this.#attributes.attributes(attributes),
      this.#attributes.nextHop(attributes)
    );
    this.#classes.set(attributes, attributeClass + 1);
    return attributeClass;
  }
}
