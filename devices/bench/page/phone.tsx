import qrcode from 'qrcode-generator';
import { useState, type ReactElement } from 'react';
import type { Wallet } from '../../../contract/screen.ts';
import { useTools } from './tools.ts';
import { pendingPasswords } from './sandbox-overview.ts';
import { freshPayCode, WALLETS } from './pay-code.ts';

function Qr({ text }: { text: string }): ReactElement {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (code.isDark(y, x)) path += `M${x} ${y}h1v1h-1z`;
  }
  return (
    <svg
      className="qr"
      viewBox={`-2 -2 ${size + 4} ${size + 4}`}
      aria-hidden="true"
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}

/** Stripes in the manner of a Code 128; the scanner gets the text, not the stripes. */
function Bars({ text }: { text: string }): ReactElement {
  let x = 0;
  const bars = [...text].flatMap((digit, index) => {
    const value = digit.charCodeAt(0) + index;
    return [value % 3, (value >> 1) % 3].map((width) => {
      const bar = <rect key={x} x={x} y="0" width={width + 1} height="40" />;
      x += width + 3;
      return bar;
    });
  });
  return (
    <svg className="bars" viewBox={`0 0 ${x} 40`} preserveAspectRatio="none" aria-hidden="true">
      {bars}
    </svg>
  );
}

const OTHER_CODES: readonly { zh: string; en: string; text: string }[] = [
  { zh: '商品条码', en: 'a product', text: '6901234567892' },
  { zh: '快递单号', en: 'a waybill', text: '1000000000001' },
  { zh: '一张发票的码', en: 'an invoice', text: '01,32,,26532000009900000001,1010.00,20261120,,0000' },
  { zh: '坏码', en: 'rubbish', text: "'; DROP TABLE bills; --" },
];

/** The citizen's phone: a wallet, its one-time code, and the password when the wallet asks. */
export function Phone(): ReactElement {
  const { scanner, sandbox, act } = useTools();
  const [wallet, setWallet] = useState<Wallet>('wechat');
  const [code, setCode] = useState(() => freshPayCode('wechat'));
  const asking = pendingPasswords(sandbox);
  const choose = (next: Wallet): void => {
    setWallet(next);
    setCode(freshPayCode(next));
  };
  const show = async (): Promise<void> => {
    const shown = await act('barcodeScanner', 'scan', { text: code });
    // One code, one use: as in the app, the next look at the phone shows another.
    if (shown !== null || scanner?.lit) setCode(freshPayCode(wallet));
  };
  const answer = (channelOrderNo: string, entered: boolean): void =>
    void act('sandbox', 'admin', {
      method: 'POST',
      path: 'phone/password',
      body: { channelOrderNo, entered },
    });

  return (
    <section className="phone">
      <h2>
        手机 <small>Phone</small>
      </h2>
      <div className={`handset ${wallet}`}>
        <div className="wallets">
          {WALLETS.map((one) => (
            <button
              key={one.wallet}
              aria-pressed={one.wallet === wallet}
              data-wallet={one.wallet}
              onClick={() => choose(one.wallet)}
            >
              {one.zh}
            </button>
          ))}
        </div>
        {asking[0] ? (
          <div className="password">
            <b>请输入支付密码</b>
            <span lang="en">Your wallet asks for the password</span>
            <strong>¥{asking[0].yuan}</strong>
            <span className="dots">● ● ● ● ● ●</span>
            <button
              className="go"
              data-act="enter-password"
              onClick={() => answer(asking[0]!.channelOrderNo, true)}
            >
              输好了 Entered
            </button>
            <button data-act="refuse-password" onClick={() => answer(asking[0]!.channelOrderNo, false)}>
              不付了 Cancel
            </button>
          </div>
        ) : (
          <div className="code">
            <b>付款码</b>
            <Bars text={code} />
            <Qr text={code} />
            <span className="digits">{code.replace(/(\d{4})(?=\d)/g, '$1 ')}</span>
          </div>
        )}
      </div>
      <button className="go" data-act="show-code" disabled={!scanner?.plugged} onClick={() => void show()}>
        对准扫码口 <span lang="en">Hold it to the scanner</span>
      </button>
      <p className={scanner?.lit ? 'lamp lit' : 'lamp'}>
        {scanner?.lit ? '扫码口亮着，在等 The scanner is lit' : '扫码口没亮 The scanner is dark'}
      </p>
      <ul className="codes">
        {OTHER_CODES.map(({ zh, en, text }) => (
          <li key={text}>
            <button data-code={text} onClick={() => void act('barcodeScanner', 'scan', { text })}>
              {zh} <span lang="en">{en}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
