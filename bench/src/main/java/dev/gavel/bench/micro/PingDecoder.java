package dev.gavel.bench.micro;

/**
 * Reads the body of a ping; what is measured by {@link DecodeBenchmark}.
 *
 * <p>Thread safety: stateless.
 */
interface PingDecoder {

    /** The lead and what stands beside it, in whatever form the decoder has. */
    Object decode(byte[] body);
}
