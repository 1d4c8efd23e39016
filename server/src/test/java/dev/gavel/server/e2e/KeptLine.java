package dev.gavel.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** One connection of a vendor to a node, kept open between requests. Confined to one thread. */
final class KeptLine implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Socket socket = new Socket();
    private final String key;
    private final InputStream in;

    KeptLine(int port, String key) throws IOException {
        this.key = key;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** An answer. */
    record Said(int code, String body) {

        /** The text at a place such as {@code /ping_id}; empty when there is none. */
        String at(String pointer) {
            return JSON.readTree(body).at(pointer).asString("");
        }

        String status() {
            return at("/status");
        }
    }

    Said post(String path, Object body) throws IOException {
        byte[] json = JSON.writeValueAsBytes(body);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(UTF_8));
        request.writeBytes(json);
        socket.getOutputStream().write(request.toByteArray());
        int code = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        return new Said(code, new String(in.readNBytes(length), UTF_8));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            line.write(c);
        }
        return line.toString(UTF_8).strip();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }
}
