/** The floor of all: a function that does nothing. */
export const handler = async () => ({ statusCode: 201 });
