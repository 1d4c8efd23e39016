package dev.gavel.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What ill-meaning and broken clients do to a server that listens on a port of loopback. Each does it for as long as its process lives, on one connection
 * after the other, one action at each {@link Pace#awaitNext}: a connection, or what it sends at once on one.
 */
enum Hostility {
    /** Sends a head one byte at a time, and never to its end. */
    SLOW_HEAD {
        @Override
        void attack(Line line) throws IOException {
            line.send("POST /api/ping HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            line.keepSending("a");
        }
    },

    /** Sends a body one byte at a time. */
    SLOW_BODY {
        @Override
        void attack(Line line) throws IOException {
            line.send(line.head("Content-Length: 60000"));
            line.keepSending(" ");
        }
    },

    /** Promises a body, sends half of it, and waits. */
    HALF_BODY {
        @Override
        void attack(Line line) throws IOException {
            line.send(line.head("Content-Length: 20000") + "{" + " ".repeat(9_999));
            line.readToEnd();
        }
    },

    /** Connects and says nothing. */
    SILENT {
        @Override
        void attack(Line line) throws IOException {
            line.readToEnd();
        }
    },

    /** Asks for much, over and over, and never reads an answer. */
    NEVER_READS {
        @Override
        void attack(Line line) throws IOException {
            line.keepSending("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50));
        }
    },

    /** Sends thousands of requests ahead, and reads what comes. */
    PIPELINES {
        @Override
        void attack(Line line) throws IOException {
            line.keepAsking("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(500));
        }
    },

    /** A head that is far too long. */
    HUGE_HEAD {
        @Override
        void attack(Line line) throws IOException {
            line.send("POST /api/ping HTTP/1.1\r\nHost: localhost\r\nX-Huge: " + "x".repeat(300_000));
            line.readToEnd();
        }
    },

    /** A body that is far too long, and says so. */
    HUGE_BODY {
        @Override
        void attack(Line line) throws IOException {
            line.send(line.head("Content-Length: 900000000"));
            line.keepSending(" ".repeat(100_000));
        }
    },

    /** A body that is far too long, in parts that do not end. */
    ENDLESS_BODY {
        @Override
        void attack(Line line) throws IOException {
            line.send(line.head("Transfer-Encoding: chunked"));
            line.keepSending("2710\r\n" + " ".repeat(10_000) + "\r\n");
        }
    },

    /** A body of parts of one byte. */
    CRUMBS {
        @Override
        void attack(Line line) throws IOException {
            line.send(line.head("Transfer-Encoding: chunked"));
            line.send("1\r\n \r\n".repeat(60_000) + "0\r\n\r\n");
            line.readSome();
        }
    },

    /** With a good key, what is no text. */
    NO_TEXT {
        @Override
        void attack(Line line) throws IOException {
            line.keepAsking(line.head("Content-Length: 22") + "{\"zip\":\"\u00ff\u00fe\u0000\u00c3(\",\"a\":[}");
        }
    },

    /** With a good key, a body that is nested without end. */
    DEEP {
        @Override
        void attack(Line line) throws IOException {
            line.keepAsking(line.head("Content-Length: 60000") + "{\"a\":".repeat(12_000));
        }
    },

    /** Ends its side in the middle of a body. */
    HALF_CLOSED {
        @Override
        void attack(Line line) throws IOException {
            line.send(line.head("Content-Length: 2000") + "{" + " ".repeat(500));
            line.socket.shutdownOutput();
            line.readToEnd();
        }
    },

    /** Speaks TLS where none is spoken. */
    TLS {
        @Override
        void attack(Line line) throws IOException {
            line.send(
                    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + "\u00aa\u0007".repeat(300));
            line.readToEnd();
        }
    },

    /** Comes and breaks off at once. */
    CHURN {
        @Override
        void attack(Line line) throws IOException {
            line.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
            line.socket.setSoLinger(true, 0);
        }
    },

    /** Says that the body is shorter than it is: the rest looks like another request. */
    WRONG_LENGTH {
        @Override
        void attack(Line line) throws IOException {
            line.send(line.head("Content-Length: 2") + "{}GARBAGE / HTTP/9.9\r\n: x\r\n\r\n{\"zip\":\"78701\"}");
            line.readToEnd();
        }
    },

    /** Says the length of a body in two ways that do not agree. */
    SMUGGLING {
        @Override
        void attack(Line line) throws IOException {
            String hidden = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String body = "0\r\n\r\n" + hidden;
            line.send(line.head("Content-Length: " + body.length() + "\r\nTransfer-Encoding: chunked") + body);
            line.readSome();
            line.send(line.head("Content-Length: 5\r\nContent-Length: 50") + "12345");
            line.readSome();
            line.send(line.head("Transfer-Encoding: xchunked") + hidden);
            line.readToEnd();
        }
    },

    /** Tries keys, thousands of them. */
    WRONG_KEYS {
        @Override
        void attack(Line line) throws IOException {
            for (int i = 0; true; i++) {
                line.send("POST /api/ping HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer gvl_live_"
                        + line.hashCode() + i + "\r\nContent-Length: 2\r\n\r\n{}");
                line.readSome();
                line.pace.awaitNext();
            }
        }
    };

    /** Does it once, on a fresh connection. */
    abstract void attack(Line line) throws IOException;

    /** Does it over and over, and never returns. What the server does about it is none of its business. */
    final void runFor(int port, String key, Pace pace) {
        while (true) {
            pace.awaitNext();
            try (Line line = new Line(port, key, pace)) {
                attack(line);
            } catch (IOException _) {
                // Thrown out: it comes again.
            }
        }
    }

    /**
     * How often a client acts: at random times, so many nanoseconds apart on average, and counted.
     *
     * @param actions of all clients
     */
    record Pace(long meanNanos, LongAdder actions) {

        void awaitNext() {
            long until = System.nanoTime()
                    + ThreadLocalRandom.current().nextLong(meanNanos / 2, meanNanos + meanNanos / 2 + 1);
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            actions.increment();
        }
    }

    /** One connection of such a client. Nothing is waited to be read on it for longer than a second. */
    static final class Line implements AutoCloseable {

        private static final int PATIENCE_MILLIS = 1_000;

        private final String key;
        private final Pace pace;
        private final Socket socket = new Socket();
        private final InputStream in;
        private final OutputStream out;

        Line(int port, String key, Pace pace) throws IOException {
            this.key = key;
            this.pace = pace;
            socket.setReceiveBufferSize(4_096);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        /** The head of a ping with a good key. */
        String head(String more) {
            return "POST /api/ping HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                    + "\r\nContent-Type: application/json\r\n" + more + "\r\n\r\n";
        }

        void send(String latin) throws IOException {
            out.write(latin.getBytes(ISO_8859_1));
        }

        /** Sends it over and over, until thrown out. */
        void keepSending(String latin) throws IOException {
            byte[] bytes = latin.getBytes(ISO_8859_1);
            while (true) {
                out.write(bytes);
                pace.awaitNext();
            }
        }

        /** The same, reading what comes. */
        void keepAsking(String latin) throws IOException {
            byte[] bytes = latin.getBytes(ISO_8859_1);
            while (true) {
                out.write(bytes);
                readSome();
                pace.awaitNext();
            }
        }

        void readSome() throws IOException {
            try {
                if (in.read(new byte[8_192]) < 0) {
                    throw new IOException("closed");
                }
            } catch (SocketTimeoutException _) {
                // Nothing was said.
            }
        }

        void readToEnd() throws IOException {
            while (true) {
                readSome();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** How many of each of these kinds there are among so many clients. */
    static Map<Hostility, Integer> among(int clients, List<Hostility> kinds) {
        Map<Hostility, Integer> counts = new EnumMap<>(Hostility.class);
        for (int i = 0; i < clients; i++) {
            counts.merge(kinds.get(i % kinds.size()), 1, Integer::sum);
        }
        return counts;
    }
}
