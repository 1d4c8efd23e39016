package dev.gavel.loadtests.farm;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Puts the handlers of one connection together. */
final class FarmDoor {

    private FarmDoor() {}

    static void open(ChannelPipeline pipeline, BuyerFarm farm, FarmPlan plan) {
        HttpDecoderConfig decoding = new HttpDecoderConfig().setValidateHeaders(false);
        pipeline.addLast(new HttpRequestDecoder(decoding), new FarmHttp(farm, plan));
    }
}
