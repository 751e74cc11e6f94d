import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { DumpFlags } from './cli/dump-options.ts';
import { CommandError, EXIT } from './cli/exit.ts';
import type { ImportFlags } from './cli/import.ts';
import { MATCHES } from './dump/filter.ts';
import { ConfigError } from './config/config-error.ts';
import type { Config, Environment, Flags } from './config/load.ts';
import { CheckpointError } from './checkpoint/checkpoint-file.ts';
import { FolderInUse } from './influx/journal/folder-lock.ts';
import { InfluxError } from './influx/influx-error.ts';
import { LOG_LEVELS } from './observe/log-levels.ts';
import { RoaFileError } from './sources/roa-file.ts';

/** The command that a line asks for ends with this code. Each is loaded when it is asked for: `dump` needs no client of a server. */
type Action = () => Promise<number>;

function program(run: (action: Action) => Promise<void>): Command {
  const earshot = new Command('earshot')
    .description('Listens to BGP and writes what it hears into InfluxDB.')
    .version(version())
    // Before the commands are added, which take it over.
    .exitOverride()
    .showHelpAfterError('(--help tells what there is)')
    .addHelpText('after', programHelp);

  withConnection(earshot.command('setup'))
    .description('Make the databases (1.x) or buckets (2.x) that are missing; print the commands for 3.x.')
    .option('--retention <duration>', 'how long both keep rows, such as 90d, or none for ever')
    .action((flags: Flags) =>
      run(async () => {
        const { setup } = await import('./cli/setup.ts');
        return setup(await load(flags, process.env));
      })
    );

  withConnection(earshot.command('check'))
    .description(
      'Check the configuration, the databases, the journal, who is connected, and say what cannot be seen from here.'
    )
    .addHelpText('after', checkHelp)
    .option('--json', 'print JSON for programs', false)
    .option('--router <name>', 'router of sources that name none (default: local)')
    .action((flags: Flags & { json: boolean }) =>
      run(async () => {
        const { check } = await import('./cli/check.ts');
        return check({
          json: flags.json,
          coloured: isColoured(process.stdout, process.env),
          load: () => load(flags, process.env),
        });
      })
    );

  withConnection(earshot.command('run'))
    .description('Hear all configured sources and write what they tell, until a signal ends it.')
    .option('--router <name>', 'router of sources that name none (default: local)')
    .addOption(new Option('--log-level <level>', 'least of what is logged (default: info)').choices(LOG_LEVELS))
    .addHelpText('after', runHelp)
    .action((flags: Flags) =>
      run(async () => {
        const { run: runDaemon } = await import('./cli/run.ts');
        const { loadConfig } = await import('./config/load.ts');
        return runDaemon({ path: flags.config, load: () => loadConfig(flags, process.env), version: version() });
      })
    );

  withConnection(earshot.command('import'))
    .description('Read MRT files into InfluxDB.')
    .argument('<file...>', 'MRT files (plain, gzip, bzip2, zstd), directories of them, or - for standard input')
    .option('--router <name>', 'router whose messages the files hold (default: local)')
    .option('--shift-time <end>', 'move the capture so that it ends at this time (RFC 3339), or now')
    .addHelpText('after', importHelp)
    .action((names: string[], flags: Flags & ImportFlags) =>
      run(async () => {
        const { importFiles } = await import('./cli/import.ts');
        return importFiles(names, flags, await load(flags, process.env));
      })
    );

  earshot
    .command('report')
    .description('Show what MRT files hold, in the terminal. Needs no server.')
    .argument('<file...>', 'MRT files (plain, gzip, bzip2, zstd), directories of them, or - for standard input')
    .option('--json', 'print JSON for programs', false)
    .option('--config <file>', 'configuration file (YAML)')
    .option('--router <name>', 'router whose messages the files hold (default: local)')
    .addOption(new Option('--top <count>', 'origins to list').default(10).argParser(positiveInteger))
    .action((names: string[], flags: Flags & { json: boolean; top: number }) =>
      run(async () => {
        const { report } = await import('./cli/report.ts');
        const { router, judgement, roaFile } = await load(flags, {});
        return report(names, {
          json: flags.json,
          router,
          judgement,
          roaFile,
          topOrigins: flags.top,
        });
      })
    );

  earshot
    .command('learn')
    .description('Write a first configuration from what MRT files hold, with comments. Needs no server.')
    .argument('<file...>', 'MRT files (plain, gzip, bzip2, zstd), directories of them, or - for standard input')
    .option('--router <name>', 'router whose messages the files hold (default: local)')
    .action((names: string[], flags: Flags) =>
      run(async () => {
        const { learn } = await import('./cli/learn.ts');
        const { router, judgement } = await load(flags, {});
        return learn(names, { router, judgement });
      })
    );

  withFilters(earshot.command('dump'))
    .description('Print what MRT files hold: JSON lines, one for each prefix and message. Needs no server.')
    .argument('<file...>', 'MRT files (plain, gzip, bzip2, zstd), directories of them, or - for standard input')
    .addOption(
      new Option('--format <name>', 'json, or the lines of bgpdump -m').choices(['json', 'bgpdump']).default('json')
    )
    .option('-l', 'bgpdump: a column of large communities')
    .option('-u', 'bgpdump: a column of attributes that have no other')
    .addOption(new Option('-t <time>', 'bgpdump: time of table lines').choices(['dump', 'change']))
    .option('--raw <file>', 'write the matching records as they are, as MRT (- for standard output)')
    .option('--router <name>', 'router whose messages the files hold', 'local')
    .action((names: string[], flags: DumpFlags & { router: string }) =>
      run(async () => {
        const { dump } = await import('./cli/dump.ts');
        return dump(names, flags, flags.router);
      })
    );

  return earshot;
}

async function load(flags: Flags, environment: Environment): Promise<Config> {
  const { loadConfig } = await import('./config/load.ts');
  return loadConfig(flags, environment);
}

/** Colour is for terminals, and for whoever does not object. See no-color.org. */
function isColoured({ isTTY }: { readonly isTTY?: boolean }, environment: Environment): boolean {
  return isTTY === true && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
}

function version(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}

function withConnection(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (YAML)')
    .option('--url <url>', 'InfluxDB (INFLUX_URL; default: http://127.0.0.1:8086)')
    .option('--org <name>', 'organisation, 2.x (INFLUX_ORG)')
    .option('--database <name>', 'general database; the verbose one is NAME_verbose (INFLUX_DATABASE; default: bgp)')
    .option('--user <name>', 'user, 1.x (INFLUX_USER)')
    .option('--password-file <file>', 'file with the password (INFLUX_PASSWORD_FILE)')
    .option('--token-file <file>', 'file with the token, 2.x and 3.x (INFLUX_TOKEN_FILE)');
}

function withFilters(command: Command): Command {
  const each = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  return command
    .option('--prefix <prefix>', 'routes of this prefix')
    .addOption(new Option('--match <how>', 'how prefixes relate to it').choices(MATCHES).default('exact'))
    .option('--peer <peer>', 'address or AS of the peer; may be repeated', each)
    .option('--as-path <pattern>', 'routes whose AS path matches, such as _65010_ or ^65515 .*$')
    .option('--origin <as>', 'routes that this AS originates; may be repeated', each)
    .option('--type <kind>', 'announce, withdraw, rib, open, ... (docs/dump.md); may be repeated', each)
    .option('--since <time>', 'records from this time on (RFC 3339, or seconds since 1970)')
    .option('--until <time>', 'records before this time');
}

const programHelp = `
Live: write the sources into earshot.yaml (earshot run --help), then
  earshot setup --config earshot.yaml
  earshot check --config earshot.yaml
  earshot run --config earshot.yaml
Files: earshot report FILE shows what they hold; earshot setup, then earshot import FILE.`;

const runHelp = `
The smallest configuration follows the mrtdump of a BIRD on this machine:
  sources: [{ type: mrtdump, path: /var/log/bird/bgp.mrt }]
Other types are bmp, bgp and ris-live (docs/configuration.md). A changed file is read again by itself, and on SIGHUP;
SIGTERM ends it, with nothing lost.`;

const checkHelp = `
Where no collector runs, the sources are heard for eight seconds, and peers see a session come and go. Writes one point to
each database. Exit code 1 where something is a problem.`;

const importHelp = `
Old captures: a database drops rows older than its retention. Make one that keeps them,
  earshot setup --database archive --retention none
  earshot import --database archive updates.20100227.1600.gz
or move the capture in time: earshot import --shift-time now updates.20100227.1600.gz`;

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new CommandError(`${text} is no positive number`, EXIT.usage);
  }
  return Number(text);
}

/** Runs a command; what it says of a failure goes to stderr in one line. */
async function main(argv: readonly string[]): Promise<void> {
  const run = async (action: Action): Promise<void> => {
    process.exitCode = await action();
  };
  try {
    await program(run).parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (isCommanderError(error)) {
    // commander has printed its own words: help and version end well, anything else is a wrong command line.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (isExpected(error)) {
    console.error(`earshot: ${error.message}`);
    return error instanceof CommandError ? error.exitCode : error instanceof ConfigError ? EXIT.usage : EXIT.failed;
  }
  throw error;
}

function isExpected(error: unknown): error is Error {
  const kinds = [CheckpointError, CommandError, ConfigError, FolderInUse, InfluxError, RoaFileError];
  return kinds.some((kind) => error instanceof kind);
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

await main(process.argv);
