import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { canonicalJson } from './canonical.ts';

/** `prevHash` of the first entry. */
export const GENESIS = '0'.repeat(64);
/** A signed checkpoint stands at every entry whose number is a multiple of this, and at every orderly close (SEC-23). */
export const CHECKPOINT_EVERY = 100;

/** An entry as it lies on disk; exactly what its hash covers, but for the hash itself. */
export interface EntryRow {
  readonly seq: number;
  readonly at: string;
  readonly boot: string;
  readonly elapsed_ms: number;
  readonly kind: string;
  readonly order_id: string | null;
  readonly session_id: string | null;
  /** Canonical JSON. */
  readonly body: string;
  readonly sealed: Buffer | null;
  /** SHA-256 of the order's projection after this entry. */
  readonly order_digest: string | null;
  readonly prev_hash: string;
  readonly hash: string;
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 over the canonical JSON of the entry with the hash before it. */
export function entryHash(entry: Omit<EntryRow, 'hash'>): string {
  return sha256(
    canonicalJson({
      seq: entry.seq,
      at: entry.at,
      boot: entry.boot,
      elapsedMs: entry.elapsed_ms,
      kind: entry.kind,
      orderId: entry.order_id,
      sessionId: entry.session_id,
      body: entry.body,
      sealed: entry.sealed === null ? null : Buffer.from(entry.sealed).toString('base64'),
      orderDigest: entry.order_digest,
      prevHash: entry.prev_hash,
    }),
  );
}

/** What is signed: of the head after every commit, so that a tail cut off shows; of a checkpoint, for the back office. */
export type Signed =
  | { readonly what: 'head'; readonly seq: number; readonly hash: string }
  | {
      readonly what: 'checkpoint';
      readonly seq: number;
      readonly hash: string;
      readonly at: string;
      readonly terminalId: string;
    };

/** Ed25519 over the canonical JSON; base64. */
export function signature(key: KeyObject, what: Signed): string {
  return sign(null, Buffer.from(canonicalJson(what)), key).toString('base64');
}

export function signatureHolds(key: KeyObject, what: Signed, signed: string): boolean {
  return verify(null, Buffer.from(canonicalJson(what)), key, Buffer.from(signed, 'base64'));
}

/** A new Ed25519 key pair in PEM (PKCS #8, SPKI). */
export function newKeyPair(): { privatePem: string; publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

export function privateKeyOf(pem: string): KeyObject {
  return createPrivateKey(pem);
}

export function publicKeyOf(pem: string): KeyObject {
  return createPublicKey(pem);
}
