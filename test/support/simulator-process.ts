import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import {
  connectControl,
  type ControlClient,
  type ControlProtocol,
} from '../../devices/bench/control-socket.ts';

export interface SimulatorProcess<P extends ControlProtocol> {
  /** What a driver opens. */
  readonly tty: string;
  readonly control: ControlClient<P>;
  stop(): Promise<void>;
}

/** Starts a serial simulator as the program that it is, on a pseudo-terminal of its own, and connects to its control socket. */
export async function startSimulator<P extends ControlProtocol>(
  program: string,
  protocol: P,
): Promise<SimulatorProcess<P>> {
  const directory = await mkdtemp(join(tmpdir(), 'yizhan-sim-'));
  const tty = join(directory, 'tty');
  const socket = join(directory, 'control.sock');
  const child = spawn(process.execPath, [program, '--tty', tty, '--control', socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  const control = await connectControl(socket, protocol, systemClock);
  if (!control.ok) throw new Error(control.error);
  return {
    tty,
    control: control.value,
    stop: async () => {
      control.value.close();
      child.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
