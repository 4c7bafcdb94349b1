import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Arguments {
  /** The assembly to run as it lies there. */
  readonly app: string;
  /** Whether the project in this folder is synthesized first, and again whenever a source changes. */
  readonly synth: boolean;
  /** The API's port; the page, the sign-in server and the AWS endpoint take the next ones. 0 picks free ones. */
  readonly port: number;
  /** Where data is kept; nothing is kept without it. */
  readonly data?: string;
  /** The share of calls to the AWS endpoint that go wrong, 0 to 1. */
  readonly faults: number;
  /** A command that fills an empty app: it is given API_URL and TOKEN. */
  readonly seed?: string;
  /** A command that puts the app's files, such as its page, into buckets before all is ready. */
  readonly publish?: string;
  /** Commands that run beside the app, such as a bundler that watches. */
  readonly beside: readonly string[];
  /** A file whose text is shown when all is ready; `{apiUrl}`, `{pageUrl}`, `{rider}` and `{operator}` are filled in. */
  readonly welcome?: string;
  readonly quiet: boolean;
}

const defaultPort = 3000;

const usage = `Runs a synthesized AWS CDK app on this machine.

  --app DIR        the assembly to run (cdk.out)
  --synth          synthesize the project in this folder first, and again when its sources change
  --port N         the API's port (${defaultPort}); 0 picks free ones
  --data DIR       keep the data in this folder
  --faults SHARE   make this share of AWS calls go wrong, 0 to 1: throttles, errors, cut connections
  --seed COMMAND   fill an empty app with this command (API_URL and TOKEN are in its environment)
  --no-seed        start empty
  --publish COMMAND fill the buckets of the app's page with this command (OUTPUTS_FILE and AWS_ENDPOINT_URL are in its
                   environment, with credentials)
  --beside COMMAND run this command beside the app, with the same environment; as many as are given
  --welcome FILE   show this text when all is ready
  --quiet          only say where it is, and what goes wrong`;

/** A command line that cannot be understood. */
export class UsageError extends Error {
  constructor(message: string) {
    super(`${message} (--help says what there is)`);
  }
}

/**
 * Reads the command line.
 *
 * @throws UsageError for an unknown flag or a value that is none
 */
export function readArguments(argv: readonly string[]): Arguments | 'help' {
  const { values } = parse(argv);
  if (values.help) return 'help';
  const empty = Object.entries(values).find(
    ([, value]) => value === '' || (Array.isArray(value) && value.includes('')),
  );
  if (empty) throw new UsageError(`--${empty[0]} needs a value.`);
  if (values.synth && values.app !== undefined) {
    throw new UsageError('--synth runs the project in this folder, --app an assembly: one of them.');
  }
  const seed = values['no-seed'] ? undefined : values.seed;
  return {
    app: values.app ?? 'cdk.out',
    synth: values.synth,
    port: numberOf('port', values.port, 65_532, /^\d+$/),
    faults: numberOf('faults', values.faults, 1, /^\d*\.?\d+$/),
    quiet: values.quiet,
    ...(values.data !== undefined && { data: values.data }),
    ...(seed !== undefined && { seed }),
    ...(values.publish !== undefined && { publish: values.publish }),
    beside: values.beside,
    ...(values.welcome !== undefined && { welcome: values.welcome }),
  };
}

export const help = usage;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        app: { type: 'string' },
        synth: { type: 'boolean', default: false },
        port: { type: 'string', default: String(defaultPort) },
        data: { type: 'string' },
        faults: { type: 'string', default: '0' },
        seed: { type: 'string' },
        'no-seed': { type: 'boolean', default: false },
        publish: { type: 'string' },
        beside: { type: 'string', multiple: true, default: [] },
        welcome: { type: 'string' },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    // Behind the first sentence it tells how to write file names that look like flags.
    const [reason] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw new UsageError(`${reason}.`);
  }
}

function numberOf(name: string, text: string, most: number, form: RegExp): number {
  if (form.test(text) && Number(text) <= most) return Number(text);
  throw new UsageError(`--${name} takes a number from 0 to ${most}, not "${text}".`);
}
