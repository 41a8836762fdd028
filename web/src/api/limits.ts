/** How much is asked for at once. */
export const MODELS_PER_PAGE = 200;
