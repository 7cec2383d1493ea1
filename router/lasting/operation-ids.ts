/** Of what a client calls an operation on a connection of several: it is kept for as long as the operation runs. */
export const MAX_OPERATION_ID_LENGTH = 100;
