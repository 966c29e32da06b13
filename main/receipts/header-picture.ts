/** header.png in base64: 576 × 120 dots, black and white. */
export const headerPicture = '';
