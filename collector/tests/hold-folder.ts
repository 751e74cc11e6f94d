import { FolderLock } from '../src/influx/journal/folder-lock.ts';

/** Run on its own: takes a folder, says so, and keeps it until it is killed. */
await FolderLock.take(process.argv[2]!);
process.send!('taken');
setInterval(() => {}, 1000);
