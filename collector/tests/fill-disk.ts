import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { Delivery, type DeliveryOptions } from '../src/influx/delivery/delivery.ts';

/**
 * Run on its own, on a disk of its own: gives more lines than the disk and the memory of the journal hold while the server is away,
 * then waits to be told that the server is back. Reports what became of the lines.
 */
const [folder, options] = [process.argv[2]!, JSON.parse(process.argv[3]!) as DeliveryOptions];

const delivery = await Delivery.open(folder, options);
let number = 0;
let accepted = 0;
/** Lines that no compression makes small. */
function append(): boolean {
  const isAccepted = delivery.append(
    'general',
    `m v="${randomBytes(1_500).toString('base64')}",n=${number}i ${number}`
  );
  number++;
  accepted += isAccepted ? 1 : 0;
  return isAccepted;
}

while (delivery.health().general.journal.kind !== 'journal_unwritable') {
  append();
  await sleep(delivery.full ? 10 : 0);
}
const { full } = delivery;
while (append()) {
  // Until memory is full as well.
}
const { journal } = delivery.health().general;
process.send!({ full: full || delivery.full, journal, accepted, counts: delivery.counts });

process.once('message', () => {
  void (async (): Promise<void> => {
    await delivery.relieved();
    for (let i = 0; i < 100; i++) {
      append();
    }
    await delivery.drained();
    process.send!({ accepted, counts: delivery.counts, journal: delivery.health().general.journal });
    await delivery.close();
    process.disconnect();
  })();
});
