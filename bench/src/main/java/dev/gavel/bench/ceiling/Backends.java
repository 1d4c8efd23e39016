package dev.gavel.bench.ceiling;

/**
 * What stands behind a server that is measured, on the loopback.
 *
 * @param redisPort of a Redis
 * @param farmPort of a buyer farm; 0 when there is none
 * @param bidders how many of the farm's are asked for each ping
 */
record Backends(int redisPort, int farmPort, int bidders) {}
