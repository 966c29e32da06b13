import { ageOn, isDemoIdNumber, isValidIdNumber, maskIdNumber, maskName } from '../../contract/identity.ts';
import type { IdCard } from '../../devices/id-card-reader/id-card-reader.ts';
import type { CardVerdict } from '../journeys/identify.ts';

/** Under this age a guardian acts (PIPL art. 31). */
const GUARDIAN_AGE = 14;

/**
 * May this card be used here today? `today` is the Beijing date, `YYYY-MM-DD`. Demo terminals take demo identities only,
 * real ones real identities only (domain H1). What is kept of the card is the masked person, name and number.
 */
export function judgeCard(card: IdCard, today: string, identities: 'demo' | 'real'): CardVerdict {
  const refuse = (reason: Extract<CardVerdict, { accepted: false }>['reason']): CardVerdict => ({
    accepted: false,
    reason,
    validTo: card.validTo,
  });
  // A number that is not this birth and sex is somebody else's: a person must look.
  if (!isValidIdNumber(card.idNumber) || !card.consistent) return refuse('invalid-number');
  if (identities === 'demo' && !isDemoIdNumber(card.idNumber)) return refuse('real-card');
  if (identities === 'real' && isDemoIdNumber(card.idNumber)) return refuse('demo-card');
  if (card.validTo !== null && card.validTo < today) return refuse('expired');
  if (card.validFrom > today) return refuse('not-yet-valid');
  if (ageOn(card.birth, today) < GUARDIAN_AGE) return refuse('under-age');
  return {
    accepted: true,
    person: {
      masked: {
        name: maskName(card.name),
        idNumber: maskIdNumber(card.idNumber),
        cardKind: card.kind,
        validTo: card.validTo,
      },
      name: card.name,
      idNumber: card.idNumber,
    },
  };
}
