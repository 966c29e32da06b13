/** What is measured on a page; runs inside the page, so it uses nothing from outside itself. */
export interface MeasureOptions {
  readonly pxPerMm: number;
  readonly portrait: boolean;
  readonly language: 'zh-CN' | 'en';
  readonly minContrast: number;
  /** Pages that are one target as large as the screen, or cover it, have no zone kept free. */
  readonly wholeScreen: boolean;
}

/** Problems of the page as it stands, as sentences; empty when it is as it should be. */
export function measurePage({
  pxPerMm,
  portrait,
  language,
  minContrast,
  wholeScreen,
}: MeasureOptions): string[] {
  const problems = new Set<string>();
  const width = innerWidth;
  const height = innerHeight;
  const short = (text: string): string => `"${text.trim().replace(/\s+/g, ' ').slice(0, 18)}"`;

  type Rgba = [number, number, number, number];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const rgba = (css: string): Rgba => {
    const parts = css
      .match(/^rgba?\(([^)]+)\)$/)?.[1]
      ?.split(/[ ,/]+/)
      .map(Number);
    if (parts) return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0, parts[3] ?? 1];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const luminance = ([r, g, b]: Rgba): number => {
    const linear = [r, g, b].map((value) => {
      const v = value / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  };
  const contrast = (a: Rgba, b: Rgba): number => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element: Element): Rgba => {
    for (let at: Element | null = element; at; at = at.parentElement) {
      const own = rgba(getComputedStyle(at).backgroundColor);
      if (own[3] > 0.5) return own;
      const sheet = at.classList.contains('letter') ? at.querySelector('.sheet') : null;
      if (sheet) return rgba(getComputedStyle(sheet).backgroundColor);
    }
    return [255, 255, 255, 1];
  };
  /** Whether this element, or what holds it and not the words, has ink of its own there. */
  const paints = (above: Element, words: Element): boolean => {
    if (above instanceof SVGElement) return !(above instanceof SVGSVGElement);
    for (let at: Element | null = above; at && !at.contains(words); at = at.parentElement)
      if (rgba(getComputedStyle(at).backgroundColor)[3] > 0.5) return true;
    return false;
  };
  interface Ink {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  }
  /** A line's box is higher than its ink: amounts are set tighter than their boxes. */
  const inked = (text: string, style: CSSStyleDeclaration, { left, right, top }: DOMRect): Ink => {
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const is = canvas.measureText(text);
    const baseline = top + is.fontBoundingBoxAscent;
    return {
      left,
      right,
      top: baseline - is.actualBoundingBoxAscent,
      bottom: baseline + is.actualBoundingBoxDescent,
    };
  };
  const visible = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });

  const root = document.documentElement;
  if (root.scrollWidth > width || root.scrollHeight > height)
    problems.add(`the page scrolls: ${root.scrollWidth}×${root.scrollHeight}`);
  if (!document.querySelector('[data-screen]')) problems.add('no screen is shown');

  // Words.
  interface Line {
    readonly text: string;
    readonly owner: Element;
    readonly ink: Ink;
  }
  const lines: Line[] = [];
  const stamp = document.querySelector('.affixed')?.getBoundingClientRect();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    const owner = node.parentElement;
    if (!owner || !node.data.trim() || owner.closest('svg,[aria-hidden=true]') || !visible(owner)) continue;
    const style = getComputedStyle(owner);
    const text = short(node.data);
    const size = Number.parseFloat(style.fontSize);
    if (size < 6.45 * pxPerMm - 0.01) problems.add(`small text: ${size}px ${text}`);
    const ratio = contrast(rgba(style.color), ground(owner));
    if (ratio < minContrast) problems.add(`contrast ${ratio.toFixed(1)}: ${text}`);
    if (/^\s*(terms:)?[a-z][a-z-]*(\.[\w-]+)+\s*$/.test(node.data) || node.data.includes('{{'))
      problems.add(`no words: ${text}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue;
      const ink = inked(node.data, style, box);
      lines.push({ text, owner, ink });
      const middle = (box.left + box.right) / 2;
      for (const y of [ink.top + 2, (ink.top + ink.bottom) / 2, ink.bottom - 2]) {
        const above = document.elementFromPoint(middle, y);
        if (above && !owner.contains(above) && !above.contains(owner) && paints(above, owner))
          problems.add(`covered by <${above.tagName} class="${above.getAttribute('class') ?? ''}">: ${text}`);
      }
      if (box.left < -1 || box.top < -1 || box.right > width + 1 || box.bottom > height + 1)
        problems.add(`off the screen: ${text}`);
      for (let at: Element | null = owner; at; at = at.parentElement) {
        const { overflowX } = getComputedStyle(at);
        const clips = overflowX === 'hidden' || overflowX === 'clip';
        const edge = clips ? at.getBoundingClientRect() : null;
        if (edge && (box.right > edge.right + 1 || box.left < edge.left - 1))
          problems.add(`cut off: ${text}`);
        if (
          !at.matches(
            'button,.letter,.counter,.bar,.face,.pic,.shutter,.in,.label,.slip-stand-in,.attract-call',
          )
        )
          continue;
        const frame = at.getBoundingClientRect();
        if (
          box.left < frame.left - 1 ||
          box.right > frame.right + 1 ||
          ink.top < frame.top - 1 ||
          ink.bottom > frame.bottom + 1
        )
          problems.add(`leaves its ${at.className || at.tagName}: ${text}`);
      }
      if (
        stamp &&
        box.right > stamp.left &&
        box.left < stamp.right &&
        ink.top < stamp.bottom &&
        ink.bottom > stamp.top
      )
        problems.add(`runs under the stamp: ${text}`);
    }
  }
  lines.forEach((a, i) => {
    for (const b of lines.slice(i + 1)) {
      if (a.owner === b.owner) continue;
      const across = Math.min(a.ink.right, b.ink.right) - Math.max(a.ink.left, b.ink.left);
      const down = Math.min(a.ink.bottom, b.ink.bottom) - Math.max(a.ink.top, b.ink.top);
      if (across > 2 && down > 1) problems.add(`words on words: ${a.text} ${b.text}`);
    }
  });

  // What can be touched.
  const targets = [...document.querySelectorAll('button')].filter(visible).map((element) => ({
    element,
    box: element.getBoundingClientRect(),
    name: short(element.innerText),
    bar: element.closest('.bar') !== null,
    primary: element.classList.contains('pri'),
  }));
  for (const { element, box, name, bar, primary } of targets) {
    const least = (primary ? 20 : 16) * pxPerMm;
    if (box.width < least - 0.5 || box.height < least - 0.5)
      problems.add(`small target: ${box.width.toFixed(0)}×${box.height.toFixed(0)} ${name}`);
    if (box.left < -1 || box.top < -1 || box.right > width + 1 || box.bottom > height + 1)
      problems.add(`target off the screen: ${name}`);
    if (!element.hasAttribute('data-intent')) problems.add(`a button without an intent: ${name}`);
    if (!wholeScreen && portrait && box.top < 0.22 * height) problems.add(`out of reach: ${name}`);
    const counter = element.closest('.counter')?.getBoundingClientRect();
    if (counter && (box.top < counter.top || box.bottom > counter.bottom))
      problems.add(`leaves the counter: ${name}`);
    const lead = (element.querySelector('b,.verb,.attract-title') ?? element).textContent ?? '';
    const otherLanguage = element.getAttribute('data-intent') === 'set-language';
    const own = (language === 'zh-CN' ? /\p{Script=Han}/u : /\p{Script=Latin}/u).test(lead);
    if (!otherLanguage && lead.trim() !== '' && !own) problems.add(`in the wrong language: ${name}`);
    if (bar && portrait && box.top < 0.9 * height - 1) problems.add(`bar too high: ${name}`);
  }
  targets.forEach((a, i) => {
    for (const b of targets.slice(i + 1)) {
      const dx = Math.max(0, a.box.left - b.box.right, b.box.left - a.box.right);
      const dy = Math.max(0, a.box.top - b.box.bottom, b.box.top - a.box.bottom);
      const gap = Math.hypot(dx, dy);
      if (gap < 3 * pxPerMm - 0.5) problems.add(`gap ${gap.toFixed(1)}px: ${a.name} ${b.name}`);
    }
  });
  return [...problems];
}
