import { z } from 'zod';
import { formatYuan } from '../../../contract/money.ts';

/** The part of the sandbox's admin overview that the bench shows. */
const overviewSchema = z.object({
  faults: z.array(z.object({ service: z.string(), kind: z.string() })),
  trades: z.array(z.object({ channelOrderNo: z.string(), state: z.string(), amountFen: z.number().int() })),
});

function overview(state: unknown): z.infer<typeof overviewSchema> {
  const parsed = overviewSchema.safeParse(state);
  return parsed.success ? parsed.data : { faults: [], trades: [] };
}

/** Payments for which the wallet waits for its owner's password, the newest first. */
export function pendingPasswords(state: unknown): { channelOrderNo: string; yuan: string }[] {
  return overview(state)
    .trades.filter((trade) => trade.state === 'user-paying')
    .map(({ channelOrderNo, amountFen }) => ({ channelOrderNo, yuan: formatYuan(amountFen) }))
    .reverse();
}

export function activeFaults(state: unknown): readonly { service: string; kind: string }[] {
  return overview(state).faults;
}
