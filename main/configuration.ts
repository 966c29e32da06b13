import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { languageSchema } from '../contract/language.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { scannerProfiles } from '../devices/barcode-scanner/profile.ts';
import { readerProfiles } from '../devices/id-card-reader/profile.ts';
import { printerProfileNames } from '../devices/receipt-printer/profile.ts';
import { transportConfigSchema, type TransportConfig } from '../devices/transport/open-transport.ts';
import { problemsOf, type ConfigurationProblem } from './configuration-problem.ts';
import { fillIn, type Environment } from './environment-values.ts';

const text = (longest: number) => z.string().min(1).max(longest);
const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const url = z
  .url({ protocol: /^https?$/ })
  .describe('an address that begins with http:// or https://, for example https://bureau.example/api');
const backend = z.strictObject({ url });
const device = <P extends z.ZodType>(profile: P) =>
  z.strictObject({ profile, transport: transportConfigSchema });

const namesOf = <T extends object>(profiles: T) => z.enum(Object.keys(profiles) as (keyof T & string)[]);

/** All keys of a terminal's file. What may stand at each is said by the schema itself, in errors too. */
const fileSchema = z.strictObject({
  profile: z.enum(['demo', 'test', 'production']),
  terminal: z.strictObject({
    id: z
      .string()
      .regex(/^[A-Z0-9](?:[A-Z0-9-]{0,14}[A-Z0-9])?$/)
      .describe('2 to 16 capitals, digits and hyphens, for example YN-0001'),
  }),
  site: z.strictObject({
    name: text(20),
    nameEn: text(40),
    /** Upper arc of the postmark. */
    region: text(8),
    postcode: z
      .string()
      .regex(/^\d{6}$/)
      .describe("six digits in quotes, for example '650200'"),
    hotline: z
      .string()
      .regex(/^[0-9][0-9 -]{2,19}$/)
      .describe("a telephone number in quotes, for example '12366'"),
  }),
  panel: z.strictObject({
    widthPx: whole(600, 7680),
    heightPx: whole(600, 7680),
    diagonalInch: z.number().min(7).max(100),
  }),
  /** The first one greets. */
  languages: z
    .array(languageSchema)
    .min(1)
    .refine((list) => new Set(list).size === list.length, 'each language once'),
  devices: z.strictObject({
    idCardReader: device(namesOf(readerProfiles)),
    receiptPrinter: device(z.enum(printerProfileNames)),
    barcodeScanner: device(namesOf(scannerProfiles)),
  }),
  backends: z.strictObject({ taxBureau: backend, paymentChannel: backend, postalService: backend }),
  limits: z.strictObject({
    /** PBOC 296/2017: 5,000 yuan a day for a dynamic code with two factors. */
    orderFen: whole(1, 500_000),
    passwordAboveFen: whole(0, 500_000),
    /** UX-15, UX-16. */
    idleSeconds: whole(60, 300),
    idleWarningSeconds: whole(20, 45),
    /** How long sealed personal data stays in the journal after a visit (PIPL art. 19). */
    retentionDays: whole(1, 30),
  }),
});

/** `production` serves citizens, `demo` and `test` never do. */
export type Profile = z.infer<typeof fileSchema>['profile'];

/** A terminal as its file describes it. */
export type Configuration = z.infer<typeof fileSchema> & {
  /** Whose cards are taken: made-up people in demo and test, never there in production. */
  readonly identities: 'demo' | 'real';
};

/** Reads and checks a configuration file; `environment` fills its `${NAME}`. Never throws; returns all problems at once. */
export async function loadConfiguration(
  file: string,
  environment: Environment,
): Promise<Result<Configuration, readonly ConfigurationProblem[]>> {
  let source: string;
  try {
    source = await readFile(file, 'utf8');
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'does not exist'
        : `cannot be read (${String(error)})`;
    return err([{ key: file, problem: reason, allowed: 'a YAML file with the keys of config/demo.yaml' }]);
  }
  return parseConfiguration(source, environment);
}

/** As `loadConfiguration`, of a file's text. */
export function parseConfiguration(
  source: string,
  environment: Environment,
): Result<Configuration, readonly ConfigurationProblem[]> {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  // The first only: the rest follow from it more often than not.
  const [syntax] = [...document.errors, ...document.warnings];
  if (syntax) {
    const key = `line ${lines.linePos(syntax.pos[0]).line}`;
    const allowed = 'YAML as in config/demo.yaml; texts with : # { or ${ in quotes';
    return err([{ key, problem: `is not YAML: ${syntax.message}`, allowed }]);
  }

  const { value, problems } = fillIn(document.toJS(), environment);
  if (problems.length > 0) return err(problems);
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) return err(problemsOf(parsed.error, fileSchema, value));

  const contradictions = [...limitProblems(parsed.data), ...profileProblems(parsed.data)];
  if (contradictions.length > 0) return err(contradictions);
  return ok({ ...parsed.data, identities: parsed.data.profile === 'production' ? 'real' : 'demo' });
}

/** One line a problem, for the screen of who starts the terminal. */
export function explainProblems(file: string, problems: readonly ConfigurationProblem[]): string {
  const lines = problems.map(({ key, problem, allowed }) => `  ${key} ${problem}. Allowed: ${allowed}.`);
  return [`${file} cannot be used:`, ...lines].join('\n');
}

/** Pixels of one millimetre on the glass, from the panel's diagonal: sizes are designed in millimetres (UX-01). */
export function pixelsPerMillimetre(panel: Configuration['panel']): number {
  return Math.hypot(panel.widthPx, panel.heightPx) / (panel.diagonalInch * 25.4);
}

function limitProblems({ limits }: z.infer<typeof fileSchema>): ConfigurationProblem[] {
  if (limits.passwordAboveFen <= limits.orderFen) return [];
  return [
    {
      key: 'limits.passwordAboveFen',
      problem: `is ${limits.passwordAboveFen}, more than any order may have`,
      allowed: `a whole number from 0 to limits.orderFen (${limits.orderFen})`,
    },
  ];
}

/** A terminal that serves citizens must not stand on stand-ins, and one for showing must not touch real money. */
function profileProblems(file: z.infer<typeof fileSchema>): ConfigurationProblem[] {
  const isProduction = file.profile === 'production';
  const backends = Object.entries(file.backends).flatMap(
    ([name, { url: address }]): ConfigurationProblem[] => {
      const key = `backends.${name}.url`;
      const { protocol, hostname } = new URL(address);
      const problem = `is ${address}, in a ${file.profile} terminal`;
      if (!isProduction && !isThisMachine(hostname)) {
        return [
          {
            key,
            problem,
            allowed: 'the sandbox on this machine (127.0.0.1): made-up people never meet real backends',
          },
        ];
      }
      if (isProduction && (protocol !== 'https:' || isThisMachine(hostname))) {
        return [{ key, problem, allowed: 'an address that begins with https:// and is not on this machine' }];
      }
      return [];
    },
  );
  if (!isProduction) return backends;
  const devices = Object.entries(file.devices).flatMap(([name, { transport }]): ConfigurationProblem[] => {
    const standIn = simulatedPlace(transport);
    if (standIn === null) return [];
    return [
      {
        key: `devices.${name}.transport.${standIn.key}`,
        problem: `is ${standIn.value}, where simulators listen, in a production terminal`,
        allowed: standIn.allowed,
      },
    ];
  });
  return [...backends, ...devices];
}

/** The part of a transport that can only lead to a simulator; null when it can be a real device. */
function simulatedPlace(transport: TransportConfig): { key: string; value: string; allowed: string } | null {
  switch (transport.kind) {
    case 'serial': {
      const { path } = transport;
      const isPort = /^\/dev\/(?!pts\/|ptmx)/.test(path) || /^COM\d+$/i.test(path);
      return isPort
        ? null
        : {
            key: 'path',
            value: path,
            allowed: 'a port under /dev, best /dev/serial/by-id/…, or COM1 to COM256',
          };
    }
    case 'tcp':
      return isThisMachine(transport.host)
        ? { key: 'host', value: transport.host, allowed: 'the name or address of a device on the network' }
        : null;
    case 'hid':
      return null;
  }
}

function isThisMachine(host: string): boolean {
  return /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1?\]?)$/i.test(host);
}
