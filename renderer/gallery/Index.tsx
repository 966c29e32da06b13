import { screenSchema } from '../../contract/screen.ts';
import { fixturesOfKind } from './fixtures.ts';
import './gallery.css';

const LOOKS = [
  ['default', ''],
  ['black', 'theme=black'],
  ['white', 'theme=white'],
  ['low', 'theme=low'],
  ['care', 'care'],
  ['English', 'lang=en'],
  ['English care', 'lang=en&care'],
] as const;

/** A list of every screen from its fixtures, in every look. For people who build; citizens never see it. */
export function Index() {
  return (
    <main className="gallery">
      <h1>Every screen</h1>
      <table>
        <tbody>
          {screenSchema.options.flatMap((option) =>
            fixturesOfKind(option.shape.kind.value).map(({ name }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {LOOKS.map(([label, query]) => (
                  <td key={label}>
                    <a href={`?fixture=${name}${query ? `&${query}` : ''}`}>{label}</a>
                  </td>
                ))}
              </tr>
            )),
          )}
        </tbody>
      </table>
    </main>
  );
}
