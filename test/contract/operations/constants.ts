/** Every character that a path may stumble over. */
export const HARD_NAME = 'a b#c?d%/../é中.pdf';
export const DRIVE = 'emulated-org/Operations/fs/Instabase Drive';
/** Bytes of a part of a multipart upload. */
export const PART_SIZE = 64;
