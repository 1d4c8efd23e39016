package dev.gavel.server;

import java.util.List;

/** The configuration is wrong: the node does not start. The message lists every problem, a line each, and no secret. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigException(String problem) {
        this(List.of(problem));
    }

    ConfigException(List<String> problems) {
        super(String.join("\n", problems), null, false, false);
    }
}
