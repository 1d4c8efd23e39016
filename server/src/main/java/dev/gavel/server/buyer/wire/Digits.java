package dev.gavel.server.buyer.wire;

import io.netty.buffer.ByteBuf;

/** Whole numbers as ASCII digits. Allocates nothing. */
public final class Digits {

    private Digits() {}

    /** Appends a number that is not negative. */
    public static void write(ByteBuf out, long number) {
        long place = 1;
        while (number / place >= 10) {
            place *= 10;
        }
        for (; place > 0; place /= 10) {
            out.writeByte('0' + (int) (number / place % 10));
        }
    }
}
