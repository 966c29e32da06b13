import type { TaxType } from '../contract/screen.ts';
import { beijingDate } from '../contract/beijing-time.ts';
import { addDays } from './clock.ts';
import { emptyBooks, run, type Books } from './books.ts';

interface DemoBill {
  readonly taxType: TaxType;
  readonly detail: string;
  readonly taxFen: number;
  readonly dueInDays: number;
}

interface Persona {
  readonly persona: string;
  readonly name: string;
  readonly idNumber: string;
  readonly bills: readonly DemoBill[];
}

/** The amounts' last two digits that make something happen; see `amountFault`. */
export const FAULT_CODES = [
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '07',
  '08',
  '09',
  '10',
  '11',
  '13',
  '14',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

export function amountFault(amountFen: number): FaultCode | null {
  const digits = String(amountFen % 100).padStart(2, '0');
  return FAULT_CODES.find((code) => code === digits) ?? null;
}

const bill = (taxType: TaxType, taxFen: number, dueInDays: number, detail = ''): DemoBill => ({
  taxType,
  detail,
  taxFen,
  dueInDays,
});

/**
 * Made-up people (seed 20261120 of the demo recipe; no chance is left in it). Taxes of all but the last are whole multiples
 * of 20 fen, and what is overdue is a multiple of 400 yuan, whose late fee is 0.20 a day: no sum of them, on no day, ends
 * in a fault code. 赵示范's four make 1,286.40 on the day the sandbox starts, so that the password is asked for.
 */
export const PERSONAS: readonly Persona[] = [
  {
    persona: 'zhao-shifan',
    name: '赵示范',
    idNumber: '539901198001010010',
    bills: [
      bill('vehicleVesselTax', 48_000, 40, '云A·D0**1'),
      bill('vat', 40_000, -12, '小规模纳税人'),
      bill('cityConstructionTax', 8_400, 40, '随增值税'),
      bill('individualIncomeTax', 32_000, 60, '经营所得'),
    ],
  },
  {
    persona: 'qian-yangli',
    name: '钱样例',
    idNumber: '539901198512310023',
    bills: [bill('vat', 20_000, 30, '小规模纳税人'), bill('educationSurcharge', 600, 30, '随增值税')],
  },
  {
    persona: 'sun-yanshi',
    name: '孙演示',
    idNumber: '539901199909090035',
    bills: [bill('stampTax', 1_520, 45, '租赁合同'), bill('localEducationSurcharge', 2_480, 45, '随增值税')],
  },
  { persona: 'li-ceshi', name: '李测试', idNumber: '539901200802290040', bills: [] },
  {
    persona: 'zhou-zhangzhe',
    name: '周长者',
    idNumber: '539901194506010050',
    bills: [bill('vehicleVesselTax', 30_000, 40, '云A·D0**5')],
  },
  {
    persona: 'wu-weihao',
    name: '吴尾号',
    idNumber: '53990119750505010X',
    bills: [bill('vehicleVesselTax', 39_000, 40, '云A·D0**6')],
  },
  {
    persona: 'hong-kong',
    name: '港样例',
    idNumber: '810000199408230021',
    bills: [bill('individualIncomeTax', 25_640, 50, '劳务报酬')],
  },
  {
    persona: 'john-demo',
    name: 'JOHN DEMO',
    idNumber: '953840198001010012',
    bills: [bill('individualIncomeTax', 61_280, 50, '工资薪金')],
  },
  {
    persona: 'anna-demo',
    name: '安样例',
    idNumber: 'DEU539975050220',
    bills: [bill('individualIncomeTax', 18_840, 50, '工资薪金')],
  },
  {
    persona: 'zheng-guzhang',
    name: '郑故障',
    idNumber: '539901198808080079',
    bills: FAULT_CODES.map((code) => bill('stampTax', 2_000 + Number(code), 50, `演示故障 ${code}`)),
  },
];

/**
 * Empties the books and writes the made-up people in. `generation` grows with each time: no bureau ever uses the number of a
 * bill again, and a terminal that still holds an order of before must not take the new bill for the old one.
 */
export function seed(books: Books, now: number, generation = 0): void {
  const suffix = generation === 0 ? '' : `-${generation}`;
  books.transaction(() => {
    emptyBooks(books);
    PERSONAS.forEach(({ persona, name, idNumber, bills }, index) => {
      const taxpayerId = `DEMO-TP-${String(index + 1).padStart(4, '0')}`;
      run(books, 'INSERT INTO people VALUES (?, ?, ?, ?, 1)', taxpayerId, idNumber, name, persona);
      bills.forEach((one, n) =>
        run(
          books,
          `INSERT INTO bills VALUES (?, ?, ?, ?, '', '', '', ?, ?, NULL, NULL, 1)`,
          `DEMO-${index + 1}-${String(n + 1).padStart(2, '0')}${suffix}`,
          taxpayerId,
          one.taxType,
          one.detail,
          one.dueInDays,
          one.taxFen,
        ),
      );
    });
    dateBills(books, now);
  })();
}

/** Gives unpaid bills that nobody holds their dates, counted from today. */
export function dateBills(books: Books, now: number): void {
  const today = beijingDate(now);
  const offsets = new Set(PERSONAS.flatMap(({ bills }) => bills.map(({ dueInDays }) => dueInDays)));
  const year = today.slice(0, 4);
  for (const dueInDays of offsets) {
    const deadline = addDays(today, dueInDays);
    // The month that the deadline belongs to, or the last one that is over: nobody is billed for a month to come.
    const earlier = deadline < today ? deadline : today;
    const monthBefore = addDays(`${earlier.slice(0, 7)}-01`, -1);
    const open = 'due_in_days = ? AND paid_by IS NULL AND held_by IS NULL';
    run(
      books,
      `UPDATE bills SET deadline = ?, period_from = ?, period_to = ? WHERE ${open} AND tax_type <> 'vehicleVesselTax'`,
      deadline,
      `${monthBefore.slice(0, 7)}-01`,
      monthBefore,
      dueInDays,
    );
    run(
      books,
      `UPDATE bills SET deadline = ?, period_from = ?, period_to = ? WHERE ${open} AND tax_type = 'vehicleVesselTax'`,
      `${year}-12-31`,
      `${year}-01-01`,
      `${year}-12-31`,
      dueInDays,
    );
  }
}
